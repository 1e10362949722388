import Handlebars from "handlebars";

/** What `Handlebars.parse` gives. It is only ever read here, never compiled: compiling is running code. */
export type Statement = hbs.AST.Statement;
export type Expression = hbs.AST.Expression;
export type Mustache = hbs.AST.MustacheStatement;
export type Block = Omit<hbs.AST.BlockStatement, "program" | "inverse"> & {
  program?: hbs.AST.Program;
  inverse?: hbs.AST.Program;
};
export type Path = hbs.AST.PathExpression;
export type Call = hbs.AST.SubExpression;

export function parseHandlebars(source: string): Statement[] | null {
  try {
    return Handlebars.parse(source).body;
  } catch {
    // what is wrong is found tag by tag, with words of ours
    return null;
  }
}

export function isContent(node: Statement): node is hbs.AST.ContentStatement {
  return node.type === "ContentStatement";
}

export function isMustache(node: Statement): node is Mustache {
  return node.type === "MustacheStatement";
}

export function isBlock(node: Statement): node is Block {
  return node.type === "BlockStatement";
}

export function isPath(node: Expression): node is Path {
  return node.type === "PathExpression";
}

export function isCall(node: Expression): node is Call {
  return node.type === "SubExpression";
}

export function isString(node: Expression): node is hbs.AST.StringLiteral {
  return node.type === "StringLiteral";
}

export function isNumber(node: Expression): node is hbs.AST.NumberLiteral {
  return node.type === "NumberLiteral";
}
