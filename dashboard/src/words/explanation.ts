/** Texts of the explanation beside a definition, and of the figures invented to try it. */
import type { Message } from '../language.svelte.ts';

type Two = Message<[string, string]>;

export const explanation = {
  inWords: { zh: '口径', en: 'In words' },
  sources: { zh: '依据', en: 'Legal sources' },
  source: { zh: '依据', en: 'Source' },
  parameters: { zh: '用到的参数', en: 'Parameters it uses' },
  holds: { zh: '适用', en: 'Holds' },
  validity: { zh: (from, to) => `${from ? `自${from}起` : ''}${from && to ? '，' : ''}${to ? `至${to}止` : ''}`, en: (from, to) => `${from ? `from ${from}` : ''}${from && to ? ' ' : ''}${to ? `to ${to}` : ''}` } as Two,
  unchosen: { zh: '待选定', en: 'To be chosen' },
  chosen: { zh: '已选定', en: 'Chosen' },
  lineage: { zh: '数据来源', en: 'What it rests on' },
  lineageLead: { zh: '本指标直接或间接用到的台账、字段、参数和其他指标。', en: 'The ledgers, fields, parameters and other indicators that it uses, directly or through others.' },
  kinds: {
    ledger: { zh: '台账', en: 'Ledger' }, form: { zh: '统计表', en: 'Form' }, field: { zh: '字段', en: 'Field' }, column: { zh: '列', en: 'Column' },
    parameter: { zh: '参数', en: 'Parameter' }, order: { zh: '次序', en: 'Order' }, indicator: { zh: '指标', en: 'Indicator' },
  } satisfies Record<string, Message>,
  through: { zh: (list) => `经由 ${list}`, en: (list) => `through ${list}` } as Message<[string]>,
  dates: { zh: '定年度', en: 'decides the year' },
  leadsTo: { zh: (list) => `指向 ${list}`, en: (list) => `leads to ${list}` } as Message<[string]>,
  sql: { zh: '查询语句（SQL）', en: 'SQL' },
  sqlLead: { zh: '数据库实际执行的语句；数值由这些语句的结果按口径得出。', en: 'What the database is asked; the value is worked out from the answers.' },
} satisfies Record<string, Message<never[]> | Record<string, Message>>;

export const invented = {
  lead: { zh: '用虚构的记录试算，看每一条为什么计入或不计入。不影响任何数据。', en: 'Tries the definition on invented records and shows why each counts or not. No data is touched.' },
  again: { zh: '换一组', en: 'Other figures' },
  rows: { zh: '每张台账的行数', en: 'Rows a ledger' },
  seed: { zh: (seed) => `序号 ${seed}`, en: (seed) => `Seed ${seed}` } as Message<[string]>,
  result: { zh: '结果', en: 'Result' },
  records: { zh: '逐条判断', en: 'Record by record' },
  tables: { zh: '虚构的台账', en: 'The invented ledgers' },
  asExample: { zh: '存为示例', en: 'Keep as an example' },
  asExampleLabel: { zh: '虚构数据试算', en: 'Tried on invented figures' },
  mend: { zh: '定义有错误，改好后才能试算。', en: 'The text has errors; mend them first.' },
  none: { zh: '没有可逐条列出的记录。', en: 'There are no records to list one by one.' },
} satisfies Record<string, Message<never[]>>;
