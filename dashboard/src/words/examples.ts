/** Texts of the table of examples. */
import type { Message } from '../language.svelte.ts';

type Count = Message<[number]>;

export const examples = {
  none: { zh: '还没有示例。示例写明几条记录和应得的结果，改动口径时自动核对。', en: 'There are no examples yet. An example states a few records and the result they must give; it is checked whenever the definition changes.' },
  running: { zh: '正在核对……', en: 'Checking …' },
  allPass: { zh: (n) => `${n}个示例全部相符`, en: (n) => `${n === 1 ? 'The example gives' : `All ${n} examples give`} what is expected` } as Count,
  someFail: { zh: (bad, n) => `${n}个示例中有${bad}个不符`, en: (bad, n) => `${bad} of ${n} examples ${bad === 1 ? 'fails' : 'fail'}` } as Message<[number, number]>,
  unnamed: { zh: '未命名的示例', en: 'Unnamed example' },
  name: { zh: '示例名称', en: 'Name of the example' },
  asOf: { zh: '截至', en: 'As of' },
  remove: { zh: '删除示例', en: 'Remove' },
  removeRow: { zh: (n) => `删除第${n}行`, en: (n) => `Remove row ${n}` } as Count,
  rowTools: { zh: '行操作', en: 'Row tools' },
  addRow: { zh: '添加一行', en: 'Add a row' },
  add: { zh: '添加示例', en: 'Add an example' },
  cell: { zh: (column, row) => `${column}，第${row}行`, en: (column, row) => `${column}, row ${row}` } as Message<[string, number]>,
  expected: { zh: '应得', en: 'Expected' },
  expectedHint: { zh: '如 1/2 未到期 1', en: 'such as 1/2 pending 1' },
  passes: { zh: '相符', en: 'As expected' },
  fails: { zh: '不符', en: 'Not as expected' },
  unreadable: { zh: '读不了', en: 'Cannot be read' },
  gives: { zh: (value) => `实得 ${value}`, en: (value) => `gives ${value}` } as Message<[string]>,
  pasted: { zh: (n) => `已粘贴${n}行`, en: (n) => `Pasted ${n} ${n === 1 ? 'row' : 'rows'}` } as Count,
  newLabel: { zh: '新示例', en: 'New example' },
} satisfies Record<string, Message<never[]>>;
