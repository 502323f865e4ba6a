/** Texts of the evidence an agency attaches. */
import type { Message } from '../language.svelte.ts';

type One = Message<[string]>;
type Count = Message<[number]>;

export const evidence = {
  title: { zh: '佐证材料', en: 'Evidence' },
  lead: { zh: '有证据才能认定的事项：附上文件或网址，由司法局核实。退回的，按意见补充后再交。', en: 'Items that count once they are proven: attach a file or a link, and the bureau confirms it. What is returned is completed and offered again.' },
  kinds: { zh: '可附 PDF、PNG、JPEG、DOCX、XLSX、OFD 文件', en: 'PDF, PNG, JPEG, DOCX, XLSX or OFD files' },
  all: { zh: '全部', en: 'All' },
  open: { zh: '未提交', en: 'Nothing yet' },
  offered: { zh: '待核实', en: 'To be confirmed' },
  confirmed: { zh: '已核实', en: 'Confirmed' },
  returned: { zh: '已退回', en: 'Returned' },
  byState: { zh: '按状态筛选', en: 'By state' },
  item: { zh: '事项', en: 'Item' },
  state: { zh: '状态', en: 'State' },
  attached: { zh: '材料', en: 'Attached' },
  actions: { zh: '办理', en: 'Do' },
  said: { zh: (s) => `台账中写明：${s}`, en: (s) => `The ledger says: ${s}` } as One,
  remark: { zh: (s) => `司法局意见：${s}`, en: (s) => `The bureau says: ${s}` } as One,
  none: { zh: '没有符合条件的事项。', en: 'No item fits.' },
  noItems: { zh: '本年度没有需要佐证的事项。', en: 'Nothing wants evidence this year.' },
  noItemsHint: { zh: '报送工作记录等台账后，其中需要佐证的事项会列在这里。', en: 'Once records of the year\'s work are handed in, what wants proof is listed here.' },
  attachFile: { zh: '附文件', en: 'Attach a file' },
  attachLink: { zh: '附网址', en: 'Attach a link' },
  actionOf: { zh: (act, item) => `${act}：${item}`, en: (act, item) => `${act}: ${item}` } as Message<[string, string]>,
  withdraw: { zh: '撤下', en: 'Take off' },
  history: { zh: (n) => `办理记录（${n}）`, en: (n) => `What was done (${n})` } as Count,
  file: { zh: '文件', en: 'File' },
  address: { zh: '网址', en: 'Address' },
  name: { zh: '名称', en: 'Name' },
  note: { zh: '说明', en: 'Remark' },
  optional: { zh: '可不填', en: 'optional' },
  submit: { zh: '提交', en: 'Attach it' },
  cancel: { zh: '取消', en: 'Cancel' },
  working: { zh: '正在提交……', en: 'Sending …' },
  done: { zh: '已提交，等待司法局核实', en: 'Attached: the bureau confirms it' },
  acts: { attach: { zh: '提交', en: 'attached' }, confirm: { zh: '核实', en: 'confirmed' }, return: { zh: '退回', en: 'returned' }, withdraw: { zh: '撤下', en: 'taken off' } } as Record<string, Message>,
} satisfies Record<string, Message<never[]> | Record<string, Message>>;
