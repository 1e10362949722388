// the regions whose own public holidays are known: code and name; a test holds them against the library's

/** By country; "BY-A" is a part of "BY". */
export const regionsOf: Readonly<Record<string, string>> = {
  AD: "03 Encamp; 07 Andorra la Vella",
  AG: "10 Barbuda",
  AT:
    "1 Burgenland; 2 Carinthia; 3 Lower Austria; 4 Upper Austria; 5 Salzburg; 6 Styria; " +
    "7 Tyrol; 8 Vorarlberg; 9 Vienna",
  AU:
    "ACT Australian Capital Territory; NSW New South Wales; NT Northern Territory; " +
    "QLD Queensland; SA South Australia; TAS Tasmania; VIC Victoria; WA Western Australia",
  BA:
    "BIH Federation of Bosnia and Herzegovina; BIH-W Western Herzegovina; " +
    "BRC Brčko District; SRP Republika Srpska",
  BE:
    "BRU Bruxelles; DE Deutschsprachige Gemeinschaft; VLG Vlaamse Gemeenschap; " +
    "WAL Communauté française",
  BO:
    "B Beni; C Cochabamba; H Chuquisaca; L La Paz; N Pando; O Oruro; P Potosí; " +
    "S Santa Cruz; T Tarija",
  BQ: "BO Bonaire; SA Saba; SE Sint Eustatius",
  BR:
    "AC Acre; AL Alagoas; AM Amazonas; AP Amapá; BA Bahia; CE Ceará; DF Distrito Federal; " +
    "ES Espírito Santo; GO Goiás; GO-GOIANIA Goiânia; MA Maranhão; MG Minas Gerais; " +
    "MG-BH Belo Horizonte; MS Mato Grosso do Sul; MT Mato Grosso; PA Pará; PB Paraíba; " +
    "PE Pernambuco; PE-RE Recife; PI Piauí; PR Paraná; PR-CU Curitiba; RJ Rio de Janeiro; " +
    "RJ-RJ Rio de Janeiro; RN Rio Grande do Norte; RO Rondônia; RR Roraima; " +
    "RS Rio Grande do Sul; SC Santa Catarina; SE Sergipe; SP São Paulo; SP-SP São Paulo; " +
    "TO Tocantins",
  CA:
    "AB Alberta; BC British Columbia; MB Manitoba; NB New Brunswick; " +
    "NL Newfoundland and Labrador; NS Nova Scotia; NT Northwest Territories; NU Nunavut; " +
    "ON Ontario; PE Prince Edward Island; QC Quebec; SK Saskatchewan; YT Yukon",
  CH:
    "ZH Canton of Zürich; BE Canton of Bern; LU Canton of Lucerne; UR Canton of Uri; " +
    "SZ Canton of Schwyz; OW Canton of Obwalden; NW Canton of Nidwalden; " +
    "GL Canton of Glarus; ZG Canton of Zug; FR Canton of Fribourg; SO Canton of Solothurn; " +
    "BS Canton of Basel-City; BL Canton of Basel-Country; SH Canton of Schaffhausen; " +
    "AR Canton of Appenzell Outer Rhodes; AI Canton of Appenzell Inner-Rhodes; " +
    "SG Canton of St. Gallen; GR Canton of Grisons; AG Canton of Aargau; " +
    "TG Canton of Thurgau; TI Canton of Ticino; VD Canton of Vaud; VS Canton of Valais; " +
    "NE Canton of Neuchâtel; GE Canton of Geneva; JU Canton of Jura",
  CK:
    "Aitutaki Aitutaki; Atiu Atiu; Mangaia Mangaia; Manihiki Manihiki; Mitiaro Mitiaro; " +
    "Palmerston Palmerston; Penrhyn Penrhyn; Pukapuka Pukapuka; Rakahanga Rakahanga; " +
    "Rarotonga Rarotonga",
  CL:
    "AP Arica y Parinacota; BI Biobío; BI-CH Chillán y Chillán Viejo; NU Ñuble; " +
    "NU-CH Chillán y Chillán Viejo; TA Tarapacá",
  CV: "S Sotavento Islands; S-PR Praia",
  DE:
    "BB Brandenburg; BE Berlin; BW Baden-Württemberg; BY Bayern; BY-A Stadt Augsburg; " +
    "BY-KATH Predominantly catholic communities; " +
    "BY-EVANG Predominantly protestant communities; HB Hansestadt Bremen; HE Hessen; " +
    "HH Hansestadt Hamburg; MV Mecklenburg-Vorpommern; NI Niedersachsen; " +
    "NW Nordrhein-Westfalen; RP Rheinland-Pfalz; SH Schleswig-Holstein; SL Saarland; " +
    "SN Sachsen; SN-BZ Landkreis Bautzen; ST Sachsen-Anhalt; TH Thüringen; " +
    "TH-EIC Landkreis Eichfeld; TH-UH Unstrut-Hainich-Kreis; TH-WAK Wartburgkreis",
  EC: "P Pichincha; P-QU Quito",
  ES:
    "AN Andalucía; AR Aragón; AS Asturias; CB Cantabria; CE Ciudad de Ceuta; " +
    "CL Castile and León; CM Castile-La Mancha; CN Canary Islands; CN-EH El Hierro; " +
    "CN-FU Fuerteventura; CN-GC Gran Canaria; CN-LG La Gomera; CN-LP La Palma; " +
    "CN-LA Lanzarote; CN-TE Tenerife; CT Catalonia; CT-B Barcelona; EX Extremadura; " +
    "GA Galicia; IB Balearic Islands; MC Murcia Region; MD Comunidad de Madrid; " +
    "ML Ciudad de Melilla; NC Navarra Chartered Community; PV Basque Country; RI La Rioja; " +
    "VC Valencian Community",
  FR:
    "57 Département Moselle; 67 Département Bas-Rhin; 68 Département Haut-Rhin; " +
    "YT Département et région d'outre-mer Mayotte; " +
    "MQ Département et région d'outre-mer Martinique; " +
    "GP Département et région d'outre-mer Guadeloupe; " +
    "GF Département et région d'outre-mer Guyane; " +
    "RE Département et région d'outre-mer La Réunion; " +
    "MF Département et région d'outre-mer Saint Martin; " +
    "BL Département et région d'outre-mer Saint Barthélemy",
  GB: "ALD Alderney; ENG England; NIR Northern Ireland; SCT Scotland; WLS Wales",
  GT:
    "1 Guatemala; 1-101 Guatemala; 1-102 Santa Catarina Pinula; 1-103 San José Pinula; " +
    "1-104 San José del Golfo; 1-105 Palencia; 1-106 Chinautla; 1-107 San Pedro Ayampuc; " +
    "1-108 Mixco; 1-109 San Pedro Sacatepéquez; 1-110 San Juan Sacatepéquez; " +
    "1-111 San Raimundo; 1-112 San Pedro y San Pablo; 1-113 Fraijanes; 1-114 Amatitlán; " +
    "1-115 Villa Nueva; 1-116 Villa Canales; 1-117 San Miguel Petapa",
  HR: "17 Split-Dalmatia; 19 Dubrovnik-Neretva",
  IC:
    "EH El Hierro; FU Fuerteventura; GC Gran Canaria; LG La Gomera; LP La Palma; " +
    "LA Lanzarote; TE Tenerife",
  IN:
    "AN Andaman and Nicobar Islands; AP Andhra Pradesh; AR Arunachal Pradesh; AS Assam; " +
    "BR Bihar; CH Chandigarh; CT Chhattisgarh; DD Daman and Diu; DL Delhi; " +
    "DN Dadra and Nagar Haveli; GA Goa; GJ Gujarat; HP Himachal Pradesh; HR Haryana; " +
    "JK Jammu and Kashmir; KA Karnataka; KL Kerala; LD Lakshadweep; MH Maharashtra; " +
    "ML Meghalaya; MN Manipur; MP Madhya Pradesh; MZ Mizoram; NL Nagaland; OR Odisha; " +
    "PB Punjab; PY Puducherry; RJ Rajasthan; SK Sikkim; TG Telangana; TN Tamil Nadu; " +
    "TR Tripura; UP Uttar Pradesh; UT Uttarakhand; WB West Bengal",
  IT:
    "21 Piedmont; 21-TO Turin; 25 Lombardy; 25-MI Milan; 32 Südtirol; 52 Tuscany; " +
    "52-FI Florence; 62 Lazio; 62-RM Rome; 82 Sicily; 82-PA Palermo",
  MD: "CA Cahul; CU Chișinău",
  MY:
    "10 Selangor; 11 Terengganu; 12 Sabah; 13 Sarawak; 14 Kuala Lumpur; 15 Labuan; " +
    "16 Putrajaya; 01 Johor; 02 Kedah; 03 Kelantan; 04 Malacca; 05 Negeri Sembilan; " +
    "06 Pahang; 07 Penang; 08 Perak; 09 Perlis",
  NL:
    "GR Groningen; GR-GRN Groningen; NH North Holland; NH-ALK Alkmaar; ZH South Holland; " +
    "ZH-BRL Brielle; ZH-LDN Leiden",
  NZ:
    "AUK Auckland Province; BOP Bay of Plenty; CAN Canterbury; CAN-Timaru Timaru District; " +
    "CIT Chatham Islands; GIS Gisborne; HKB Hawke's Bay; MBH Marlborough; " +
    "MWT Manawatu-Wanganui; NSN Nelson; NTL Northland; OTA Otago Province; STL Southland; " +
    "TAS Tasman; TKI Taranaki; WKO Waikato; WGN Wellington Province; WTC Westland; " +
    "WTC-Buller Buller district",
  PE: "CUS Cuzco",
  PK:
    "BA Balochistan; GB Gilgit-Baltistan; IS Islamabad; JK Azad Kashmir; " +
    "KP Khyber Pakhtunkhwa; PB Punjab; SD Sindh",
  RU:
    "AD Republic of Adygea; AL Altai Republic; BA Republic of Bashkortostan; " +
    "BEL Belgorod Oblast; BRY Bryansk Oblast; BU Republic of Buryatia; " +
    "CE Chechen Republic; CR Republic of Crimea; CU Chuvash Republic; " +
    "DA Republic of Dagestan; IN Republic of Ingushetia; IRK Irkutsk Oblast; " +
    "KB Kabardino-Balkar Republic; KC Karachay-Cherkess Republic; KDA Krasnodar Krai; " +
    "KL Republic of Kalmykia; KO Republic of Komi; KR Republic of Karelia; " +
    "MR Republic of Mordovia; NO Republic of North Ossetia-Alania; OMS Omsk Oblast; " +
    "PNZ Penza Oblast; SA Sakha (Yakutia) Republic; SAR Saratov Oblast; SEV Sevastopol; " +
    "STA Stavropol Krai; TA Republic of Tatarstan; TY Republic of Tuva; " +
    "ZAB Zabaykalsky Krai",
  SH: "AC Ascension Island; HL Saint Helena; TA Tristan da Cunha",
  SO: "AW Awdal; SA Sanaag; SO Sool; TO Togdheer; WO Woqooyi Galbeed",
  SV: "SS San Salvador",
  US:
    "AL Alabama; AK Alaska; AZ Arizona; AR Arkansas; CA California; CA-LA Los Angeles; " +
    "CO Colorado; CT Connecticut; DE Delaware; DC District of Columbia; FL Florida; " +
    "GA Georgia; HI Hawaii; ID Idaho; IL Illinois; IN Indiana; IA Iowa; KS Kansas; " +
    "KY Kentucky; LA Louisiana; LA-NO New Orleans; ME Maine; MD Maryland; " +
    "MA Massachusetts; MI Michigan; MN Minnesota; MS Mississippi; MO Missouri; MT Montana; " +
    "NE Nebraska; NV Nevada; NH New Hampshire; NJ New Jersey; NM New Mexico; NY New York; " +
    "NC North Carolina; ND North Dakota; OH Ohio; OK Oklahoma; OR Oregon; PA Pennsylvania; " +
    "RI Rhode Island; SC South Carolina; SD South Dakota; TN Tennessee; TX Texas; UT Utah; " +
    "VT Vermont; VA Virginia; WA Washington; WV West Virginia; WI Wisconsin; WY Wyoming",
  VE:
    "B Anzoátegui; G Carabobo; K Lara; K-BA Barquisimeto; M Miranda; N Monagas; S Táchira; " +
    "V Zulia",
};
