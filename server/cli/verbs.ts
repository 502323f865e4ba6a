/** The verbs as declared: options, help, and where each is carried out. Light: nothing heavy is loaded for help or a wrong call. */
import { FORMAT_NAMES } from '../publish/formats.ts';
import type { Option, Verb } from './arguments.ts';
import { SERVER_OPTION, USER_OPTION } from './options.ts';

const PROGRAM: Option = { name: 'program', value: 'PATH', zh: '程序:.heng 文件或文件夹(默认:随附的指标包)', en: 'the program: a .heng file or a folder (default: the shipped packs)' };
const PACK: Option = { name: 'pack', value: 'NAME', zh: '有几个指标包时用哪一个(默认:辖区与名录最相符的)', en: 'which of several packs (default: the one whose region fits the roster)' };
const CHOOSE: Option = { name: 'choose', value: 'NAME=N', several: true, zh: '依据相互矛盾的参数取第几个值(从 1 起,可多次写)', en: 'which value of a parameter whose documents contradict each other, from 1; may be repeated' };
const DATA: Option = { name: 'data', value: 'DIR', required: true, zh: '数据文件夹:每个台账或统计表一个 CSV 或 XLSX 文件', en: 'the folder of data: one CSV or XLSX file a ledger or form' };
const YEAR: Option = { name: 'year', value: 'YEAR', required: true, zh: '年度', en: 'the year' };
const AS_OF: Option = { name: 'as-of', value: 'DATE', zh: '截至日,含当日(默认当年 12 月 31 日)', en: 'the as-of day, included (default: 31 December of the year)' };
const DATA_NOTE = {
  zh: '数据文件夹是一次成批报送:文件以台账或统计表命名(decisions.csv、officers.xlsx);其中以年份命名的子文件夹(2023/、2024/)各是该年的报送。随附的台账声明始终有效。',
  en: 'The folder is a bulk hand-in: files are named after their ledger or form (decisions.csv, officers.xlsx); folders in it named by a year (2023/, 2024/) are that year\'s hand-in each. The shipped declarations are always in scope.',
};
const VAR: Option = { name: 'var', value: 'DIR', zh: '数据文件夹(默认 var)', en: 'the data folder (default var)' };
const JSON_OPTION: Option = { name: 'json', zh: '在标准输出上给出一个 JSON 对象', en: 'print one JSON object on standard output' };

export const VERBS: Verb[] = [
  {
    name: 'check', operands: 'PATH…',
    summary: { zh: '检查程序并运行其中的示例', en: 'check a program and run its examples' },
    options: [JSON_OPTION],
    notes: [
      { zh: 'PATH 是 .heng 文件或文件夹;几个一起算一个程序;其中声明了几个指标包(pack)的,每个文件各是一个程序。随附的台账声明始终有效。', en: 'PATH is a .heng file or a folder; several together are one program, but where several packs are declared each file is one of its own. The shipped declarations are always in scope.' },
      { zh: '--json 打印 {"diagnostics":[…]},每条有 code、severity(error、warning、info)、message、file、range(行列从 1 起)。只有提示时退出码为 0。', en: '--json prints {"diagnostics":[…]}; each has code, severity (error, warning, info), message, file, range (1-based). Warnings alone leave the exit code at 0.' },
    ],
    load: () => import('./verbs/check.ts'),
  },
  {
    name: 'format', operands: 'FILE…',
    summary: { zh: '排版程序;可在中英文关键词之间转换', en: 'lay programs out; also from Chinese to English keywords and back' },
    options: [
      { name: 'language', value: 'zh|en', zh: '关键词和语序用哪种语言(默认:各声明仍用原来的语言)', en: 'the language of keywords and word order (default: each declaration stays in its own)' },
      { name: 'check', zh: '只看是否已经排好:没有排好时退出码为 1', en: 'only see whether all is laid out: exit code 1 where it is not' },
      { name: 'write', zh: '写回文件', en: 'write the files back' }, JSON_OPTION,
    ],
    notes: [
      { zh: 'FILE 是 .heng 文件或文件夹。不写 --check、--write 时,一个文件的结果写到标准输出。名称、标签、文字和注释不变;含义不变。', en: 'FILE is a .heng file or a folder. Without --check and --write the result of one file goes to standard output. Names, labels, texts and comments stay, and so does the meaning.' },
      { zh: '读不懂的声明原样保留,其余照排;这时退出码为 1。', en: 'A declaration that cannot be read stays as it is, the others are laid out; the exit code is 1 then.' },
      { zh: '--json 打印 {"files":[…]},每项有 file、changed、text、untouched(保留原样的声明所在行)、diagnostics。', en: '--json prints {"files":[…]}; each has file, changed, text, untouched (lines of declarations left as they were), diagnostics.' },
    ],
    load: () => import('./verbs/format.ts'),
  },
  {
    name: 'explain', operands: 'FILE',
    summary: { zh: '说明一个指标:口径、依据、参数、SQL、来源;有数据时直到每条记录', en: 'explain an indicator: words, sources, parameters, SQL, lineage; with data down to the records' },
    options: [
      { name: 'indicator', value: 'NAME', required: true, zh: '指标的名称或标签', en: 'the indicator by name or label' },
      { ...DATA, required: false }, { ...YEAR, required: false, zh: '年度(默认上一年)', en: 'the year (default: last year)' }, AS_OF, { name: 'agency', value: 'CODE', zh: '机关的统一社会信用代码(与 --data 同用)', en: 'the agency\'s code (with --data)' },
      PACK, CHOOSE, { name: 'limit', value: 'N', zh: '最多几条记录(默认 100)', en: 'records at most (default 100)' }, JSON_OPTION,
    ],
    notes: [DATA_NOTE, {
      zh: '--json 打印一个对象:indicator、label、words、target、applies、sources、note、parameters(各取值及其来源,current 表示该年度末有效)、reads、lineage({nodes,edges})、sql;有 --data 时另有 explanation(measure、records、total)。',
      en: '--json prints one object: indicator, label, words, target, applies, sources, note, parameters (each value with its source; current: valid at the end of the year), reads, lineage ({nodes,edges}), sql; with --data also explanation (measure, records, total).',
    }],
    load: () => import('./verbs/explain.ts'),
  },
  {
    name: 'diff', operands: 'A B',
    summary: { zh: '按含义比较两个程序;有数据时另列对各机关的影响', en: 'compare two programs by meaning; with data also what it does to every agency' },
    options: [
      { ...DATA, required: false }, { ...YEAR, required: false, zh: '年度(与 --data 同用)', en: 'the year (with --data)' }, AS_OF,
      { name: 'scorecard', value: 'NAME', zh: '另比较这张评分卡的得分、等次和名次', en: 'also compare points, grades and ranks by this scorecard' }, CHOOSE, JSON_OPTION,
    ],
    notes: [
      { zh: 'A、B 是 .heng 文件或文件夹,A 是原来的。措辞、关键词语言、排版、备注和示例的不同不算改变。', en: 'A and B are .heng files or folders, A the former. Other wording, keyword language, layout, notes and examples are no change.' }, DATA_NOTE,
      { zh: '--json 打印 {"changes":[…]},每项有 kind、change(added、removed、renamed、changed)、name、label、was、parts、affects;有 --data 时另有 effects:{year,asOf,scorecard,agencies}。', en: '--json prints {"changes":[…]}; each has kind, change (added, removed, renamed, changed), name, label, was, parts, affects; with --data also effects: {year, asOf, scorecard, agencies}.' },
    ],
    load: () => import('./verbs/diff.ts'),
  },
  {
    name: 'eval', operands: '',
    summary: { zh: '计算指标:每个机关每个指标一行', en: 'compute the indicators: one row an agency and indicator' },
    options: [
      PROGRAM, PACK, { ...DATA, required: false }, YEAR, AS_OF, CHOOSE, JSON_OPTION,
      { name: 'indicator', value: 'NAME', zh: '只算这个指标', en: 'this indicator only' },
      { name: 'sql', zh: '打印 SQL(不需要 --data)', en: 'print the SQL (needs no --data)' },
      { name: 'explain', value: 'INDICATOR', zh: '说明一个机关的数值由来(与 --agency 同用)', en: 'explain one agency\'s value (with --agency)' },
      { name: 'agency', value: 'CODE', zh: '机关的统一社会信用代码', en: 'the agency\'s code' },
      { name: 'offset', value: 'N', zh: '从第几条记录起(默认 0)', en: 'first record of the explanation (default 0)' },
      { name: 'limit', value: 'N', zh: '最多几条记录(默认 1000)', en: 'records of the explanation (default 1000)' },
    ],
    notes: [DATA_NOTE, {
      zh: '--json 打印 {"rows":[…]},每行有 agency、indicator、year、state(value、not_applicable、not_reported、pending、error)、value、numerator、denominator、pending、excluded、target_met;加 --explain 另有 explanation,加 --sql 另有 sql。数据有错误时 rows 为空,另有 problems。',
      en: '--json prints {"rows":[…]}; a row has agency, indicator, year, state (value, not_applicable, not_reported, pending, error), value, numerator, denominator, pending, excluded, target_met; with --explain also explanation, with --sql also sql. When the data have errors, rows is empty and problems lists them.',
    }],
    load: () => import('./verbs/eval.ts'),
  },
  {
    name: 'score', operands: '',
    summary: { zh: '按评分卡计分、定等次、排名', en: 'points, grades and ranks by a scorecard' },
    options: [PROGRAM, PACK, DATA, YEAR, AS_OF, CHOOSE, { name: 'scorecard', value: 'NAME', required: true, zh: '评分卡的名称', en: 'the scorecard\'s name' }, JSON_OPTION],
    notes: [DATA_NOTE, {
      zh: '--json 打印 {"rows":[…]},每行有 agency、group、rank、points、grade、state、items;什么都没有报送的机关排在最后,state 为 not_reported,没有名次和得分。',
      en: '--json prints {"rows":[…]}; a row has agency, group, rank, points, grade, state, items; an agency that reported nothing at all comes last with state not_reported, without rank and points.',
    }],
    load: () => import('./verbs/score.ts'),
  },
  {
    name: 'validate', operands: '',
    summary: { zh: '核对数据:逐个单元格列出问题', en: 'check the data: every problem by its cell' },
    options: [DATA, PROGRAM, { name: 'year', value: 'YEAR', zh: '名录等状态台账所属年度(默认上一年;只影响年度核对)', en: 'the year of state ledgers such as the roster (default: last year)' }, JSON_OPTION],
    notes: [DATA_NOTE, {
      zh: '--json 打印 {"rows":[…]},每行有 file、sheet、cell、row、column、code、severity(error、warning)、message。只有提示时退出码为 0。',
      en: '--json prints {"rows":[…]}; a row has file, sheet, cell, row, column, code, severity (error, warning), message. Warnings alone leave the exit code at 0.',
    }],
    load: () => import('./verbs/validate.ts'),
  },
  {
    name: 'template', operands: 'LEDGER',
    summary: { zh: '生成台账或统计表的 Excel 模板', en: 'make the Excel template of a ledger or form' },
    options: [{ name: 'output', short: 'o', value: 'FILE.xlsx', required: true, zh: '写到哪个文件', en: 'the file to write' }, PROGRAM],
    notes: [{ zh: 'LEDGER 是台账或统计表的名称或中文名(decisions、行政执法决定、penalty_form)。', en: 'LEDGER is a ledger\'s or form\'s name or label (decisions, penalty_form).' }],
    load: () => import('./verbs/template.ts'),
  },
  {
    name: 'import', operands: 'PATH…',
    summary: { zh: '把台账和统计表装入数据文件夹或正在运行的服务', en: 'load files into the data folder or a running server' },
    options: [
      { ...YEAR, required: false }, { name: 'agency', value: 'CODE', zh: '这是该机关自己的报送(默认:成批报送)', en: 'this is that agency\'s own hand-in (default: a bulk hand-in)' },
      VAR, SERVER_OPTION, USER_OPTION, PROGRAM, JSON_OPTION,
    ],
    notes: [{
      zh: 'PATH 是文件,或一个文件夹(其中以年份命名的子文件夹各是该年的报送)。任何一个错误都使该次报送一行也不装入。',
      en: 'PATH is files, or one folder (folders in it named by a year are that year\'s hand-in each). Any error leaves the whole hand-in unloaded.',
    }, { zh: '--json 打印 {"rows":[…]}:每行是装入的 agency、ledger、year、rows、supersedes。', en: '--json prints {"rows":[…]}: agency, ledger, year, rows, supersedes of what was loaded.' }],
    load: () => import('./verbs/import.ts'),
  },
  {
    name: 'report', operands: '',
    summary: { zh: '生成机关的行政执法统计年报', en: 'make an agency\'s annual statistical report' },
    options: [
      DATA, { name: 'agency', value: 'CODE', required: true, zh: '机关的统一社会信用代码', en: 'the agency\'s code' }, YEAR,
      { name: 'as-of', value: 'DATE', zh: '截至日,含当日(默认次年 1 月 31 日)', en: 'the as-of day, included (default: 31 January after the year)' },
      { name: 'format', value: 'FORMAT', zh: `格式:${FORMAT_NAMES.join('、')}(默认 html)`, en: `the format: ${FORMAT_NAMES.join(', ')} (default html)` },
      { name: 'output', short: 'o', value: 'FILE', zh: '写到哪个文件(html、json、csv 默认写到标准输出)', en: 'the file to write (html, json and csv: standard output by default)' }, PROGRAM, PACK, CHOOSE,
    ],
    notes: [DATA_NOTE, { zh: '同样的输入得到同样的字节:输出里没有当前时间。', en: 'The same input gives the same bytes: no clock is in the output.' }, {
      zh: 'PDF 用随附的思源宋体、黑体排印;有仿宋、小标宋、黑体、楷体的,用环境变量 ZHIHENG_FONTS 指明其文件夹。缺哪种会说明。',
      en: 'PDF is set in the Noto faces shipped; where there are 仿宋, 小标宋, 黑体 and 楷体, name their folder in ZHIHENG_FONTS. What is missing is said.',
    }],
    load: () => import('./verbs/report.ts'),
  },
  {
    name: 'serve', operands: '',
    summary: { zh: '启动服务和页面', en: 'start the server and its pages' },
    options: [
      { name: 'port', value: 'N', zh: '端口(默认 8787)', en: 'the port (default 8787)' }, VAR, PROGRAM,
      { name: 'upload-limit', value: 'MB', zh: '一次上传的上限,MB(默认 512)', en: 'the most an upload may have, in MB (default 512)' },
      { name: 'public-name', value: 'HOST', zh: '对外的域名,由 TLS 代理(如 nginx)以 https 转发到本服务;不写时只能在本机访问', en: 'the public host name, for which a TLS proxy (nginx, say) hands https on to this server; without it only this machine reaches it' },
      { name: 'host', value: 'ADDRESS', zh: '除本机外还监听哪个地址(代理在另一台机器上时;须有 --public-name)', en: 'also listen on this address (for a proxy on another machine; needs --public-name)' },
      { name: 'proxy', value: 'ADDRESS', several: true, zh: '另一台机器上的代理的地址,采信它给出的来源(X-Forwarded-For);可多次写', en: 'the address of a proxy on another machine, whose X-Forwarded-For is believed; may be repeated' },
      { name: 'log-to-stderr', zh: '日志写到标准错误(默认:数据文件夹的 logs/,每天一个文件,保留30天)', en: 'the log goes to standard error (default: logs/ of the data folder, a file a day, kept for 30 days)' },
      { name: 'empty', zh: '首次启动时不装入演示数据', en: 'do not load the demonstration data on the first start' },
    ],
    notes: [
      { zh: '首次启动装入演示数据和演示账号,以后直接打开。用 Ctrl+C 停止。演示账号只能在本机使用。', en: 'The first start loads the demonstration data and its sample accounts, which work on this machine only; later ones open what is there. Stop with Ctrl+C.' },
      { zh: '还没有系统管理员时(--empty,或有 --public-name),启动时显示一个只能用一次的设置地址;也可用 zhiheng user add 建立。', en: 'Where there is no administrator yet (--empty, or --public-name) the start prints a set-up address that works once; zhiheng user add makes one, too.' },
    ],
    load: () => import('./verbs/serve.ts'),
  },
  {
    name: 'user', operands: 'list|add|grant|revoke|lock|unlock|reset|sessions|export [NAME]',
    summary: { zh: '管理人员和权限', en: 'manage people and rights' },
    options: [
      { name: 'name', value: 'TEXT', zh: '姓名或岗位(add)', en: 'the name or post shown (add)' },
      { name: 'role', value: 'ROLE', zh: '角色:clerk 经办人、approver 审核人、officer 司法局工作人员、analyst 指标分析员、leader 领导、administrator 系统管理员', en: 'the role: clerk, approver, officer, analyst, leader, administrator' },
      { name: 'agency', value: 'CODE', zh: '经办人、审核人的机关代码', en: 'the agency of a clerk or approver' },
      { name: 'region', value: 'CODE', zh: '工作人员、分析员、领导的地区(行政区划代码;不写为全部)', en: 'the region of an officer, analyst or leader (GB/T 2260; every region when absent)' },
      { name: 'external', zh: '用统一身份认证登录,不设密码(add)', en: 'signs in with the identity provider, without a password (add)' },
      { name: 'reason', value: 'TEXT', zh: '停用的理由(lock)', en: 'why (lock)' },
      { name: 'end', zh: '结束全部登录会话(sessions)', en: 'end all sessions (sessions)' },
      { name: 'output', short: 'o', value: 'FILE', zh: '权限清单写到哪个文件,.csv 或 .xlsx(export;默认写到标准输出)', en: 'the file for the list of rights, .csv or .xlsx (export; standard output by default)' },
      VAR, SERVER_OPTION, USER_OPTION, PROGRAM, JSON_OPTION,
    ],
    notes: [
      { zh: '服务停着时直接改数据文件夹;正在运行时数据归它,用 --server 和系统管理员的账号。', en: 'With the server stopped the data folder is changed directly; while it runs the data are its own: use --server and an administrator\'s account.' },
      { zh: 'add 和 reset 在标准输出上给出一次性密码,首次登录须修改。每次改动都记入操作记录。', en: 'add and reset print a one-time password on standard output, to be changed at the first sign-in. Every change stands in the audit trail.' },
    ],
    load: () => import('./verbs/user.ts'),
  },
  {
    name: 'audit', operands: 'search|verify|export',
    summary: { zh: '查询、校验、导出操作记录', en: 'search, verify and export the audit trail' },
    options: [
      { name: 'actor', value: 'NAME', zh: '操作人的登录名', en: 'who did it' }, { name: 'act', value: 'ACT', zh: '事项或其前一段(sign_in、right.grant)', en: 'an act, or the first part of some (sign_in, right.grant)' },
      { name: 'subject', value: 'TEXT', zh: '对象中含有的文字', en: 'found anywhere in the subject' }, { name: 'agency', value: 'CODE', zh: '机关代码', en: 'the agency' }, { ...YEAR, required: false },
      { name: 'from', value: 'DATE', zh: '自该日(UTC)', en: 'from that day on (UTC)' }, { name: 'before', value: 'DATE', zh: '早于该日(UTC)', en: 'before that day (UTC)' },
      { name: 'limit', value: 'N', zh: '最多几条(默认 50)', en: 'entries at most (default 50)' }, { name: 'expect', value: 'HASH', zh: '此前抄录的校验值(verify)', en: 'a hash noted before (verify)' },
      { name: 'output', short: 'o', value: 'FILE', zh: 'CSV 写到哪个文件(export;默认写到标准输出)', en: 'the file for the CSV (export; standard output by default)' },
      VAR, SERVER_OPTION, USER_OPTION, PROGRAM, JSON_OPTION,
    ],
    notes: [
      { zh: '每条记录带有对它和前一条的校验值:verify 重新计算,改动、删去、插入都会被发现,这时退出码为 1。末尾被删去的,要与此前抄录的校验值核对(--expect)才能发现。', en: 'Each entry carries a hash over itself and the one before: verify computes them again, and what was changed, taken out or put in shows (exit code 1). What was cut off at the end shows only against a hash noted before (--expect).' },
    ],
    load: () => import('./verbs/audit.ts'),
  },
  {
    name: 'backup', operands: 'TARGET',
    summary: { zh: '备份数据:服务运行时也能做', en: 'back the data up, also while the server serves' },
    options: [VAR, { name: 'server', value: 'URL', zh: '向正在运行的服务要备份(如 http://localhost:8787)', en: 'ask a running server for it (http://localhost:8787)' }, { name: 'user', value: 'NAME', zh: '系统管理员的登录名(与 --server 同用;密码取自环境变量 ZHIHENG_PASSWORD,没有时在终端询问)', en: 'an administrator\'s sign-in name (with --server; the password is that of ZHIHENG_PASSWORD, else asked for at the terminal)' }, PROGRAM, JSON_OPTION],
    notes: [
      { zh: 'TARGET 是还不存在(或空)的文件夹:里面是数据库、佐证等文件和清单 manifest.json(每个文件的校验值、每张表的内容)。没有做完的备份不会叫这个名字。', en: 'TARGET is a folder that does not exist or is empty: it gets the database, the evidence and other files, and manifest.json (a hash for each file, what each table holds). A backup that is not complete does not bear that name.' },
      { zh: '服务停着时直接备份数据文件夹;正在运行时用 --server,所有的表是同一时刻的。', en: 'With the server stopped the data folder is backed up directly; while it runs use --server: all tables are of one moment.' },
    ],
    load: () => import('./verbs/backup.ts'),
  },
  {
    name: 'restore', operands: 'SOURCE',
    summary: { zh: '把备份恢复到空的数据文件夹', en: 'restore a backup into an empty data folder' },
    options: [{ ...VAR, required: true, zh: '恢复到哪个数据文件夹:不存在或空的', en: 'the data folder to restore into: one that does not exist or is empty' }, PROGRAM, JSON_OPTION],
    notes: [{ zh: '先按清单核对备份,再复制并逐个核对,最后打开一次。不覆盖任何已有内容。', en: 'The backup is held against its manifest first, copied and checked file by file, and opened once. Nothing that is there is written over.' }],
    load: () => import('./verbs/restore.ts'),
  },
  {
    name: 'verify', operands: 'PATH',
    summary: { zh: '核验一个文件是不是公开的年报,或核对一个备份', en: 'verify that a file is what was published, or a backup' },
    options: [VAR, { name: 'server', value: 'URL', zh: '文件由正在运行的服务核验(如 http://localhost:8787)', en: 'let a running server verify the file (http://localhost:8787)' }, PROGRAM, JSON_OPTION],
    notes: [{
      zh: 'PATH 是文件时:文件自带公开标识,按存档的年报重新生成同一格式,逐字节比较,不同时逐数比较。字节完全一致退出码为 0,其余为 1。',
      en: 'Where PATH is a file: it says which publication it is; the same format is made again from the stored report and compared byte by byte, else figure by figure. The exit code is 0 for the same bytes, 1 for anything else.',
    }, {
      zh: '这时 --json 打印 outcome(same、redrawn、differs、unread、preview、unknown、no_claim)、format、claim、publication、differences、differing、words。',
      en: 'With a file --json prints outcome (same, redrawn, differs, unread, preview, unknown, no_claim), format, claim, publication, differences, differing, words.',
    }, { zh: 'PATH 是备份文件夹时:逐个文件核对校验值,逐张表核对内容。', en: 'Where PATH is a backup: every file by its hash, every table by what it holds.' }],
    load: () => import('./verbs/verify.ts'),
  },
  {
    name: 'lsp', operands: '',
    summary: { zh: '语言服务器(编辑器通过标准输入输出使用)', en: 'the language server, for editors, over standard input and output' },
    options: [{ name: 'stdio', zh: '经标准输入输出通信(总是如此)', en: 'speak over standard input and output (it always does)' }],
    notes: [{
      zh: '语言服务器协议(LSP)3.18:诊断、补全、悬停说明、转到声明、查找引用、改名、大纲、折叠、排版、快速修复、着色。消息语言由 initializationOptions.locale 或客户端语言决定(默认中文)。',
      en: 'The language server protocol (LSP) 3.18: diagnostics, completion, hover, definition, references, rename, symbols, folding, formatting, quick fixes, semantic tokens. Messages are in the language of initializationOptions.locale, else of the client (default: Chinese).',
    }],
    load: () => import('./verbs/lsp.ts'),
  },
];
