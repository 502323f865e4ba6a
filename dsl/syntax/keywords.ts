/**
 * The one keyword table: which words, Chinese and English, stand for which token. A word may be several words apart by
 * blanks (`no later than`, `显示 仅供参考`); it is recognised as whole words only, longest first.
 *
 * `soft` keywords are names wherever an operand or a name is expected: `source`, `due`, `期限`, `清单` are real fields.
 * `only` narrows a word to where it can mean the keyword; elsewhere it is a name.
 */

export type KeywordKind =
  | 'declaration' | 'clause' | 'modifier' | 'type' | 'rule' | 'value'   // what stands at a place of its own
  | 'operator' | 'operand' | 'function' | 'suffix';                     // what stands in expressions
type Only =
  | 'before (' | 'before name' | 'before :' | 'before number'   // the next token
  | 'after 的' | 'not after 的';              // the previous one

export interface Keyword {
  token: string; kind: KeywordKind; en: string[]; zh: string[];
  soft: boolean; only?: Only;
  /** What the word says within its token: an operator, a function, a bucket. */
  means?: string;
}

const rows = (kind: KeywordKind, soft: boolean, table: [token: string, en: string, zh: string, more?: { only?: Only; means?: string }][]): Keyword[] =>
  table.map(([token, en, zh, more]) => ({
    token, kind, soft, ...more,
    en: en.split(',').map(word => word.trim()).filter(Boolean), zh: zh.split('、').map(word => word.trim()).filter(Boolean),
  }));

export const keywords: readonly Keyword[] = [
  ...rows('declaration', true, [
    ['Use', 'use', '引用'], ['Pack', 'pack', '指标包'], ['List', 'list', '清单'], ['Ledger', 'ledger', '台账'],
    ['Form', 'form', '统计表'], ['View', 'view', '地方表式、表式'], ['Order', 'order', '次序'], ['Parameter', 'parameter', '参数'],
    ['Define', 'define', '口径'], ['Indicator', 'indicator', '指标'], ['Scorecard', 'scorecard', '考评表'],
    ['Example', 'example', '示例'], ['Report', 'report', '年报、报告'], ['Task', 'task', '任务'],
  ]),
  ...rows('clause', true, [
    ['Authority', 'authority', '制定机关'], ['Region', 'region', '适用地区、地区'], ['Version', 'version', '版本'], ['ValidFrom', 'valid from', '施行自'],
    ['Key', 'key', '主键'], ['Field', 'field', '字段'], ['Check', 'check', '校验'], ['Group', 'group', '列组'], ['Column', 'column', '列'],
    ['Choose', 'choose', '任选'], ['Source', 'source', '依据'], ['Clause', 'clause', '条款'], ['Url', 'url', '网址'],
    ['Value', 'value', '取值'], ['Target', 'target', '目标'], ['Note', 'note', '备注'],
    ['Dimension', 'dimension', '维度'], ['Item', 'item', '评分点'], ['Bonus', 'bonus', '加分'], ['ExtraDeductions', 'extra deductions', '额外扣分'],
    ['Veto', 'veto', '一票否决'], ['Grades', 'grades', '等次'], ['Ties', 'ties', '并列'],
    ['Lead', 'lead', '牵头'], ['Responsible', 'responsible', '责任'], ['Due', 'due', '期限'], ['DoneWhen', 'done when', '完成当'], ['Historic', 'historic', '历史期限'],
    ['Combine', 'combine', '合成'], ['Weight', 'weight', '权重'], ['Together', 'together', '合计扣分'], ['Subject', 'subject', '考评对象'], ['Expect', 'expect', '应得'],
    ['Layout', 'layout', '文体'], ['Title', 'title', '标题'], ['SubmitBy', 'submit by', '报送期限'], ['PublishBy', 'publish by', '公开期限'],
    ['CombinedBy', 'combined penalties by', '并处归类依'], ['LeaveOut', 'leave out', '不计'], ['SuppressBelow', 'suppress below', '隐去低于'],
    ['Part', 'part', '部分'], ['Section', 'section', '节'], ['Table', 'table', '表'], ['Chart', 'chart', '图'], ['ToWrite', 'to write', '自撰'],
  ]),
  ...rows('clause', false, [
    ['DatedBy', 'dated by', '年度依'], ['InForceFrom', 'in force from', '有效自'],
    ['AppliesTo', 'applies to', '适用'], ['BetterHigher', 'better higher', '越高越好'], ['BetterLower', 'better lower', '越低越好'],
    ['ShownOnly', 'shown only', '显示 仅供参考、仅供参考'], ['ShownIn', 'shown in', '显示 单位、显示 属于'], ['ShownGroupedBy', 'shown grouped by', '显示 分组'],
    ['GroupsBy', 'groups by', '分组依'],
  ]),
  ...rows('clause', true, [
    ['NotApplicable', '', '不适用'], ['NotReported', '', '未报送'], ['Pending', 'pending', '未到期'],
    ['NotApplicable', 'not applicable', '', { only: 'before :' }], ['NotReported', 'not reported', '', { only: 'before :' }],
  ]),
  ...rows('modifier', true, [
    ['Snapshot', 'snapshot', '快照'], ['KeptBySystem', 'kept by system', '系统记录'], ['Shared', 'shared', '公用'],
    ['Required', 'required', '必填'], ['Personal', 'personal', '个人信息'], ['Planned', 'planned', '计划'], ['Open', 'open', '可另填'], ['Several', 'several', '可填多个'],
    ['MeansEmpty', 'means empty', '视为空'], ['Also', 'also', '又名'], ['RefersTo', 'refers to', '指向'], ['LooksUp', 'looks up', '查找'],
    ['Hard', 'hard', '必须'], ['Soft', 'soft', '提示'], ['UntilReplaced', 'until replaced', '至 被取代'],
    ['InPrinciple', 'in principle', '原则上'], ['NewRow', 'on a new row', '换排'], ['AsOf', 'as of', '截至'], ['ForYear', 'for year', '年度'],
    ['English', 'en', '英文'], ['SameAs', 'same as', '同于'], ['WithTotals', 'with totals', '附合计行'], ['LaterColumn', 'later column', '列序在后'],
    ['Excluded', 'excluded', '排除'], ['ErrorState', 'error', '出错'],
  ]),
  ...rows('type', true, [
    ['TextType', 'text', '文本'], ['DateType', 'date', '日期'], ['CountType', 'count', '计数'], ['NumberType', 'number', '数值'],
    ['MoneyType', 'money', '金额'], ['OneOf', 'one of', '取自'], ['SeveralOf', 'several of', '可多选'], ['UnitWord', '', '单位'],
  ]),
  ...rows('rule', true, [
    ['Full', 'full', '满分、满'], ['Started', 'started', '不足'], ['Deduct', 'deduct', '扣'], ['Award', 'award', '得'], ['Per', 'per', '每'],
    ['ForEach', 'for each', '每有'], ['Otherwise', 'otherwise', '否则'], ['UpTo', 'up to', '最多、至多'],
    ['InProportion', 'in proportion', '按比例'], ['ByHand', 'by hand', '酌情'], ['Grade', 'grade', '定为'], ['Points', 'points', '得分、记'],
    ['InAll', 'in all', '累计'],
    ['Rescale', 'rescale', '折算'], ['Zero', 'zero', '零分'], ['SkippingRanks', '', '跳号'], ['DenseRanks', 'dense', '连号'],
  ]),
  ...rows('operator', false, [
    ['And', 'and', '且、并且、而且'], ['Or', 'or', '或、或者'], ['Not', 'not', '不满足、非'],
    ['In', 'in', '属于'], ['In', 'has', '含、包含'], ['NotIn', 'not in', '不属于'],
    ['Is', 'is', '为'], ['IsNot', 'is not', '不为、不是'],
    ['Filled', 'is filled, is not empty', '已填、不为空'], ['Empty', 'is empty, is not filled', '未填、为空'],
    ['Within', 'within', ''], ['Of', 'of', ''], ['SameDay', 'counted from the same day', '当日起算'],
    ['By', 'by', ''], ['NoLaterThan', 'no later than', '不晚于、不迟于'], ['NoEarlierThan', 'no earlier than', '不早于'],
    ['Before', 'before', '早于'], ['After', 'after', '晚于、迟于'],
    ['Equal', '', '等于', { means: '=' }], ['Compare', '', '不等于', { means: '!=' }],
    ['Compare', 'at least, not below', '不低于、不少于、不小于', { means: '>=' }], ['Compare', 'at most, not above', '不高于、不超过、不多于、不大于', { means: '<=' }],
    ['Compare', 'more than', '超过、大于、多于', { means: '>' }], ['Compare', 'less than', '小于、少于', { means: '<' }],
    ['Below', 'below', '低于', { means: '<' }], ['Above', 'above', '高于', { means: '>' }],
    ['At', '', '在'], ['Else', 'else', '未填时取'], ['As', 'as', '换算为'],
    ['Where', 'where', '其中'], ['With', 'with', '满足'], ['Excluding', 'excluding', '剔除'], ['Because', 'because', '理由'],
    ['GroupedBy', 'grouped by', ''], ['According', '', '按'], ['AcrossAgencies', 'across agencies', '跨主体'],
    ['From', 'from', '自'], ['To', 'to', '至、到'], ['Through', 'through', '有效至'], ['For', 'for', '用于'],
    ['When', 'when', '当'], ['Then', 'then', '则'], ['If', 'if', '若、如果'],
    ['Among', '', '中'], ['De', '', '的'],
  ]),
  ...rows('suffix', true, [['Since', '', '起、之日起'], ['Inside', '', '内、以内、之内'], ['BeforeIt', '', '前、之前、以前'], ['AfterIt', '', '后、之后、以后']]),
  ...rows('suffix', false, [
    ['GroupedEnd', '', '分组'], ['ShareEnd', '', '占比', { only: 'after 的' }], ['DistributionEnd', '', '分布', { only: 'after 的' }],
    ['CountEnd', '', '件数、次数、人数、户数、个数、宗数', { only: 'after 的', means: 'count' }], ['CountEnd', '', '有无', { only: 'after 的', means: 'exists' }],
    ['ValueEnd', '', '之和', { means: 'sum' }], ['ValueEnd', '', '去重数', { means: 'distinct' }],
    ['ValueEnd', '', '最早日', { means: 'earliest' }], ['ValueEnd', '', '最晚日', { means: 'latest' }],
    ['ValueEnd', '', '平均数、平均值', { means: 'avg' }], ['ValueEnd', '', '最大值', { means: 'max' }], ['ValueEnd', '', '最小值', { means: 'min' }],
    ['ValueEnd', '', '中位数', { means: 'median' }], ['ValueEnd', '', '末次值', { means: 'last' }],
    ['DaysEnd', '', '工作日数', { means: 'workdays' }], ['DaysEnd', '', '天数', { means: 'days' }],
  ]),
  ...rows('operand', false, [
    ['Yes', 'yes', '是'], ['No', 'no', '否'], ['StateDay', 'state day', '统计时点'], ['YearEnd', 'year end', '年末、年底'],
    ['LastYear', "last year's", '上年'], ['HighestOf', 'highest of', '最重'], ['TotalOf', 'total of', '之和于'],
    ['DaysFrom', 'workdays from', '', { means: 'workdays' }], ['DaysFrom', 'days from', '', { means: 'days' }],
    ['ShareOf', 'share of', ''], ['ShareOf', '', '占比', { only: 'not after 的' }],
    ['NoDuty', 'no duty in', '无职责'], ['Largest', 'largest', '居前', { only: 'before number' }],
    ['All', 'all', '全部', { only: 'before name' }], ['GrowthOf', 'growth of', '同比'], ['DistributionOf', 'distribution of', ''],
    ['BucketOf', 'month of', '', { means: 'month' }], ['BucketOf', 'quarter of', '', { means: 'quarter' }],
  ]),
  ...rows('operand', true, [['Buckets', 'quarters', '各季度', { means: 'quarter' }], ['Buckets', 'months', '各月', { means: 'month' }]]),
  ...rows('operand', false, [
    ['Each', 'each', '各', { only: 'before name' }],
    ['Quantifier', 'any', '任一', { only: 'before name', means: 'any' }], ['Quantifier', 'every', '每一', { only: 'before name', means: 'every' }],
  ]),
  ...rows('function', false, [
    ...([['count', '计数'], ['sum', '合计'], ['avg', '平均'], ['min', '最小'], ['max', '最大'], ['median', '中位'], ['distinct', '去重'],
      ['earliest', '最早'], ['latest', '最晚'], ['exists', '有'], ['last', '末次']] as const)
      .map(([en, zh]): [string, string, string, { only: Only; means: string }] => ['AggregateFunction', en, zh, { only: 'before (', means: en }]),
    ['Rounded', 'rounded', '四舍五入', { only: 'before (' }],
  ]),
];

/** A keyword as completion offers it. */
export interface KeywordWord { word: string; language: 'zh' | 'en'; kind: KeywordKind; token: string }
/** Every keyword of both languages. */
export const keywordWords: readonly KeywordWord[] = keywords.flatMap(({ en, zh, kind, token }) => [
  ...zh.map(word => ({ word, language: 'zh' as const, kind, token })),
  ...en.map(word => ({ word, language: 'en' as const, kind, token })),
]);
