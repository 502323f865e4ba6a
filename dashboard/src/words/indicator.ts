/** Texts of the list of indicators and of the editor. */
import type { Message } from '../language.svelte.ts';

type Count = Message<[number]>;

/** How many agencies reach the target, in both languages: the editor's hover picks one. */
export const reached = (met: number, judged: number): { zh: string; en: string } => ({ zh: `当前 ${judged} 个机关中 ${met} 个达标`, en: `${met} of ${judged} agencies reach the target now` });

export const indicator = {
  listTitle: { zh: '指标', en: 'Indicators' },
  listLead: { zh: (n) => `${n}项指标。点开可看口径、改写试算。`, en: (n) => `${n} indicators. Open one to read its definition and try changes.` } as Count,
  document: { zh: '依据', en: 'Legal source' },
  clause: { zh: '条款', en: 'Clause' },
  target: { zh: '目标', en: 'Target' },
  scored: { zh: '计分', en: 'Scored' },
  shownOnly: { zh: '仅供参考', en: 'Shown only' },
  none: { zh: '还没有指标。', en: 'There are no indicators yet.' },
  definition: { zh: '定义', en: 'Definition' },
  tryOut: { zh: '改写先在本页试算；发布之前，口径和排名不变。', en: 'Changes are tried on this page first; until they are published, the definition and the ranking stay as they are.' },
  editor: { zh: '指标定义编辑器。Ctrl+空格补全，Ctrl+I 说明，F12 转到声明，Shift+F12 使用之处，F2 改名，Ctrl+. 可做的修改，Shift+Alt+F 统一格式，Ctrl+F 查找，Ctrl+Shift+M 查看问题；Tab 键离开编辑器。', en: 'Editor of the definition. Ctrl+Space completes, Ctrl+I explains, F12 goes to the declaration, Shift+F12 lists uses, F2 renames, Ctrl+. offers changes, Shift+Alt+F lays out, Ctrl+F finds, Ctrl+Shift+M lists problems; Tab leaves the editor.' },
  editorLoading: { zh: '正在打开编辑器……', en: 'Opening the editor …' },
  editorFailed: { zh: '编辑器没有打开。定义如下，可读不可改；刷新页面可重试。', en: 'The editor did not open. The definition is below, to read only; reload the page to try again.' },
  layOut: { zh: '排版', en: 'Lay out' },
  find: { zh: '查找', en: 'Find' },
  undo: { zh: '撤销', en: 'Undo' },
  redo: { zh: '重做', en: 'Redo' },
  reset: { zh: '恢复已发布的定义', en: 'Back to the published text' },
  problems: { zh: '问题', en: 'Problems' },
  noProblems: { zh: '没有问题', en: 'No problems' },
  problemCount: { zh: (e, w) => [e ? `${e}个错误` : '', w ? `${w}个提醒` : ''].filter(Boolean).join('，'), en: (e, w) => [e ? `${e} ${e === 1 ? 'error' : 'errors'}` : '', w ? `${w} ${w === 1 ? 'warning' : 'warnings'}` : ''].filter(Boolean).join(', ') } as Message<[number, number]>,
  error: { zh: '错误', en: 'Error' },
  warning: { zh: '提醒', en: 'Warning' },
  line: { zh: (n) => `第${n}行`, en: (n) => `line ${n}` } as Count,
  elsewhere: { zh: (n) => `别处（第${n}行）`, en: (n) => `elsewhere (line ${n})` } as Count,
  fix: { zh: (t) => `改为：${t}`, en: (t) => t } as Message<[string]>,
  inWords: { zh: '口径', en: 'In words' },
  values: { zh: '各机关的值', en: 'Value by agency' },
  published: { zh: '已发布的定义', en: 'The published definition' },
  evaluating: { zh: '正在试算……', en: 'Computing …' },
  evaluated: { zh: (ms) => `按改写后的定义试算，用时 ${ms} 毫秒`, en: (ms) => `Computed from the changed text in ${ms} ms` } as Count,
  stale: { zh: '定义有错误，下面仍是上一次能计算的值。', en: 'The text has errors; the values below are from the last text that could be computed.' },
  changed: { zh: (n) => `${n}个机关的值有变化`, en: (n) => `${n} ${n === 1 ? 'agency changes' : 'agencies change'}` } as Count,
  unchanged: { zh: '没有机关的值变化', en: 'No agency changes' },
  before: { zh: '原值', en: 'Published' },
  asTable: { zh: '表', en: 'Table' },
  asChart: { zh: '图', en: 'Chart' },
  beside: { zh: '定义之外', en: 'Beside the definition' },
  tabs: {
    values: { zh: '各机关的值', en: 'Values' }, examples: { zh: '示例', en: 'Examples' }, explanation: { zh: '说明', en: 'Explanation' }, invented: { zh: '虚构数据试算', en: 'Invented figures' },
  } satisfies Record<string, Message>,
  putTogether: { zh: '汇总', en: 'Put together' },
  divisions: {
    agency: { zh: '逐机关', en: 'Each agency' }, group: { zh: '按分组', en: 'By peer group' }, level: { zh: '按层级', en: 'By level' }, county: { zh: '按县区', en: 'By county' },
    city: { zh: '按市', en: 'By city' }, province: { zh: '按省', en: 'By province' }, total: { zh: '合计', en: 'In total' },
  } satisfies Record<string, Message>,
  togetherLead: { zh: '分子、分母各自相加后再相除，不取各机关比率的平均。', en: 'Numerators and denominators are added up before dividing; rates are never averaged.' },
  whole: { zh: '全部', en: 'All' },
  noKey: { zh: '未填', en: 'Not given' },
  counted: { zh: '计入机关', en: 'Agencies counted' },
  countedOf: { zh: (n, all) => `${n} / ${all}`, en: (n, all) => `${n} of ${all}` } as Message<[number, number]>,
  metMissed: { zh: '达标／未达标', en: 'Met / missed' },
  brokenDown: { zh: (label) => `按${label}分列`, en: (label) => `By ${label}` } as Message<[string]>,
  others: { zh: '其他', en: 'Others' },
  fulfilling: { zh: '符合的机关占比', en: 'Share of agencies that fulfil it' },
  failing: { zh: (n) => `${n}个不符`, en: (n) => `${n} failing` } as Count,
  view: { zh: '显示方式', en: 'Show as' },
  noAgencies: { zh: '这一年没有机关可算。', en: 'There is no agency to compute for in this year.' },
} satisfies Record<string, Message<never[]> | Record<string, Message>>;

/** CodeMirror's own words, in Chinese. */
export const editorPhrases: Record<string, string> = {
  'Completions': '补全', 'Diagnostics': '问题', 'No diagnostics': '没有问题', 'close': '关闭', 'current match': '当前匹配', 'Unfold': '展开', 'Fold line': '折叠', 'Unfold line': '展开', 'folded code': '已折叠的内容', 'unfold': '展开', 'replaced match on line $': '已替换第 $ 行',
  'Uses': '使用之处', 'Rename': '改名', 'Changes': '可做的修改',
  'Find': '查找', 'Replace': '替换', 'next': '下一处', 'previous': '上一处', 'all': '全选', 'match case': '区分大小写', 'by word': '整词', 'regexp': '正则表达式', 'replace': '替换', 'replace all': '全部替换',
  'Go to line': '转到行', 'go': '转到', 'on line': '在第', 'to': '至', 'replaced $ matches': '已替换 $ 处', 'Control character': '控制字符', 'Selection deleted': '已删除所选内容',
};
