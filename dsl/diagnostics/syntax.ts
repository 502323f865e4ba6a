/** What reading a text (lexer and parser) can say. */
import { error, info } from './entry.ts';

/** Something in both languages. */
export interface Both { zh: string; en: string }

export const syntaxMessages = {
  // ---- characters
  'unexpected-character': error<{ text: string }>(
    p => `无法识别的字符 ${p.text}`, p => `cannot read the character ${p.text}`,
    { zh: () => '名称中有特殊字符时用反引号括起，例如 `甲·乙`', en: () => 'put a name with special characters into backquotes: `a·b`' }),
  'unclosed-text': error<{ mark: string }>(
    p => `文字没有结束：本行缺少 ${p.mark}`, p => `this text does not end: ${p.mark} is missing on its line`,
    { zh: p => `在文字末尾补上 ${p.mark}`, en: p => `add ${p.mark} at the end of the text` }),
  'thousands-separator': error<{ text: string }>(
    p => `数字中不用千分位逗号：${p.text}`, p => `numbers have no thousands separator: ${p.text}`,
    { zh: () => '如为两个数，请在逗号后加空格', en: () => 'if two numbers are meant, put a blank after the comma' }),
  'impossible-date': error<{ text: string }>(p => `没有这一天：${p.text}`, p => `there is no such day: ${p.text}`),
  'date-without-day': error<{ year: number; month: number }>(
    p => `${p.year}年${p.month}月没有写明哪一天`, p => `${p.year}年${p.month}月 does not say which day`,
    { zh: p => `写 ${p.year}年${p.month}月1日 或 ${p.year}年${p.month}月底`, en: p => `write ${p.year}年${p.month}月1日 (the first) or ${p.year}年${p.month}月底 (the last day)` }),
  'minus-needs-blanks': error(() => '减号前后要有空格', () => 'a minus has blanks around it'),
  // ---- grammar
  'expected': error<{ wanted: Both; found: Both }>(
    p => `此处应为${p.wanted.zh}，却是${p.found.zh}`,
    p => `expected ${p.wanted.en}, found ${p.found.en}`),
  'unexpected': error<{ text: string }>(p => `此处不能接“${p.text}”`, p => `${p.text} cannot follow here`),
  'comma-between-clauses': error(
    () => '逗号只用于列举；子句之间用分号', () => 'a comma only parts the items of a list; clauses are parted by a semicolon',
    { zh: () => '改为“；”', en: () => 'write ; instead' }),
  'comma-not-here': error(() => '此处不用逗号', () => 'no comma here', { zh: () => '删去逗号', en: () => 'leave it out' }),
  'stop-not-here': error(() => '句号不用于分隔；子句之间用分号', () => 'a full stop parts nothing here; clauses are parted by a semicolon'),
  'missing-brace': error<{ wanted: '{' | '}' }>(p => `缺少“${p.wanted}”`, p => `a ${p.wanted} is missing`),
  'extra-brace': error(() => '多余的“}”', () => 'there is a } too many'),
  'run-together': error<{ text: string; parts: string }>(
    p => `词与词之间要有空格：${p.text}`, p => `words are parted by blanks: ${p.text}`,
    { zh: p => `写作 ${p.parts}`, en: p => `write ${p.parts}` }),
  'quote-the-choice': error<{ text: string }>(
    p => `以数字开头的选项要加引号：${p.text}`, p => `a choice that starts with a digit is quoted: ${p.text}`),
  'unknown-unit': error<{ text: string; units: string }>(
    p => `没有“${p.text}”这个单位`, p => `there is no unit ${p.text}`,
    { zh: p => `单位有：${p.units}`, en: p => `the units are ${p.units}` }),
  'given-twice': error<{ what: Both }>(p => `${p.what.zh}只能写一次`, p => `${p.what.en} can be given only once`),
  'across-needs-rows': error(
    () => '“跨主体”只用于台账的行', () => 'across agencies is said of the rows of a ledger'),
  'distribution-by-one': error(
    () => '分布只按一个字段分组，也不剔除', () => 'a distribution is grouped by one field and leaves nothing out',
    { zh: () => '写作 评查案卷 中 按 等次 分组 的 分布', en: () => 'write: distribution of case_files grouped by grade' }),
  'order-without-case': error(
    () => '次序只按时间和地区变化，不能写“当”', () => 'an order changes with time and place only: it has no when'),
  'compare-once': error(
    () => '比较不能连写', () => 'comparisons do not chain',
    { zh: () => '写作 a < b 且 b < c', en: () => 'write a < b and b < c' }),
  'too-deep': error<{ limit: number }>(p => `括号和条件嵌套过深（超过${p.limit}层）`, p => `nested too deeply (more than ${p.limit} levels)`),
  'too-large': error<{ limit: number }>(
    p => `文本过大，上限${p.limit / 10_000}万字符`, p => `the text is too large; the limit is ${p.limit} characters`,
    { zh: () => '分成几个文件', en: () => 'part it into several files' }),
  'too-many-parts': error<{ limit: number }>(
    p => `写得过多：此处最多${p.limit}项，其余未读`, p => `too many: ${p.limit} are read here, the rest is not`,
    { zh: () => '分成几个声明或几个文件', en: () => 'part it into several declarations, or several files' }),
  'too-many-errors': info<{ count: number }>(p => `另有${p.count}处错误未列出`, p => `${p.count} more errors are not listed`),
  // ---- texts of reports
  'unclosed-figure': error<{ mark: string }>(
    p => `文字中的括号没有“${p.mark}”收尾`, p => `a bracket in the text is not closed with ${p.mark}`,
    { zh: () => '数写在“{ }”里，可省略的话写在“[ ]”里；文字里的方括号请用“〔 〕”', en: () => 'figures stand in { }, what may be left out in [ ]; brackets of the text itself are 〔 〕' }),
  'unopened-figure': error<{ mark: string }>(
    p => `文字中多了“${p.mark}”`, p => `the text has a ${p.mark} that nothing opens`,
    { zh: () => '文字里的方括号请用“〔 〕”', en: () => 'brackets of the text itself are 〔 〕' }),
  'empty-figure': error(() => '花括号里没有数', () => 'there is no figure in the braces'),
};
