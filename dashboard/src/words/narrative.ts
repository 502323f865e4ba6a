/** Texts of editing a report's written account. */
import type { Message } from '../language.svelte.ts';

type One = Message<[string]>;
type Two = Message<[string, string]>;
type Count = Message<[number]>;

export const narrative = {
  title: { zh: '情况说明', en: 'The written account' },
  lead: { zh: '每段先由数据生成，可以改写。花括号里的名称是表中的数，刊登时按表里的数印出，改数据后自动跟着变。直接写的数字与表格核对，对不上的标出。', en: 'Each paragraph is made from the figures and may be rewritten. A name in braces is a figure of the tables, printed as the tables have it and following them. Numbers typed directly are held against the tables, and marked where they disagree.' },
  locked: { zh: '年报已经报送或公开，文字现在不能改：先撤回，或者发起更正。', en: 'The report has been submitted or published; its texts cannot be changed now: withdraw it, or begin a correction.' },
  readOnly: { zh: '您只能查看：改写由该机关的经办人、审核人办理。', en: 'You may read this only: the agency\'s clerk and approver edit it.' },
  none: { zh: '本年度没有可以改写的段落。', en: 'There is no paragraph to edit this year.' },
  edited: { zh: '已改写', en: 'Edited' },
  generated: { zh: '自动生成', en: 'Generated' },
  toWrite: { zh: '待撰写', en: 'To be written' },
  editedBy: { zh: (by, t) => `${by} ${t} 改写`, en: (by, t) => `edited by ${by}, ${t}` } as Two,
  chinese: { zh: '中文', en: 'Chinese' },
  english: { zh: '英文', en: 'English' },
  edit: { zh: '改写', en: 'Edit' },
  editOf: { zh: (n) => `改写第 ${n} 段`, en: (n) => `Edit paragraph ${n}` } as Count,
  reset: { zh: '恢复自动生成', en: 'Back to the generated text' },
  stop: { zh: '收起', en: 'Close' },
  insert: { zh: '插入表中的数', en: 'Insert a figure of the tables' },
  insertOne: { zh: (name, text) => `${name}（${text}）`, en: (name, text) => `${name} (${text})` } as Two,
  printed: { zh: '刊登为', en: 'Printed as' },
  disagrees: { zh: (typed, expected) => `文中写“${typed}”，表中是“${expected}”`, en: (typed, expected) => `The text says “${typed}”, the table has “${expected}”` } as Two,
  unknownNumber: { zh: (typed) => `“${typed}”在表中没有对应的数，请核实或注明来源`, en: (typed) => `“${typed}” is no figure of the tables: verify it or name its source` } as One,
  goneFigure: { zh: (name) => `“${name}”不是这份年报里的数`, en: (name) => `“${name}” is no figure of this report` } as One,
  fix: { zh: (s) => `改为 ${s}`, en: (s) => `Put ${s}` } as One,
  tie: { zh: '改为表中的数', en: 'Put the figure of the table' },
  state: { zh: '已保存', en: 'Saved' },
  savedAt: { zh: (t) => `已保存 ${t}`, en: (t) => `Saved ${t}` } as One,
  waiting: { zh: '待保存……', en: 'About to save …' },
  saving: { zh: '正在保存……', en: 'Saving …' },
  failed: { zh: (why) => `没有保存：${why}`, en: (why) => `Not saved: ${why}` } as One,
  conflict: { zh: '别人刚保存过这份情况说明。您写的还在本页：取来最新内容后再保存。', en: 'Someone else has just saved this account. What you wrote is still here: fetch the newest, then save.' },
  fetch: { zh: '取来最新内容，保留我写的', en: 'Fetch the newest, keep what I wrote' },
  leaving: { zh: '还有内容没有保存。', en: 'Some of it is not saved yet.' },
} satisfies Record<string, Message<never[]>>;
