import { setStatus, setSuggestedPrompts, setTitle } from "./assistant.ts";
import { validateBlocks } from "./blocks.ts";
import { deleteMessage, getPermalink, postEphemeral, postMessage, update } from "./chat.ts";
import {
  conversationInfo,
  conversationMembers,
  joinConversation,
  listConversations,
  openConversation,
} from "./conversations.ts";
import { completeUpload, fileInfo, getUploadUrl } from "./files.ts";
import { history, replies } from "./history.ts";
import type { Method } from "./method.ts";
import {
  authTest,
  botInfo,
  lookupByEmail,
  openConnection,
  usergroupList,
  usergroupUsers,
  userInfo,
  userList,
} from "./people.ts";
import { addReaction, getReactions, removeReaction } from "./reactions.ts";
import { openView, publishView, pushView, updateView } from "./views.ts";

const all = [
  authTest,
  openConnection,
  postMessage,
  update,
  deleteMessage,
  postEphemeral,
  getPermalink,
  listConversations,
  conversationInfo,
  conversationMembers,
  openConversation,
  joinConversation,
  history,
  replies,
  userInfo,
  userList,
  lookupByEmail,
  botInfo,
  usergroupList,
  usergroupUsers,
  openView,
  pushView,
  updateView,
  publishView,
  addReaction,
  removeReaction,
  getReactions,
  getUploadUrl,
  completeUpload,
  fileInfo,
  setStatus,
  setSuggestedPrompts,
  setTitle,
  validateBlocks,
] satisfies Method[];

/** Every method of the Web API we answer, by name. */
export const methods: ReadonlyMap<string, Method> = new Map(
  all.map((method) => [method.name, method]),
);
