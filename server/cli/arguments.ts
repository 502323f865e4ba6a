/** Reading of a verb's arguments against what it declares, and its help text made from the same declaration. */
import { parseArgs } from 'node:util';
import { isDay } from '../days.ts';
import { Refusal } from '../words.ts';
import type { Words } from '../words.ts';

export interface Option extends Words { name: string; short?: string; /** Shown for the value (`YEAR`); a switch when absent. */ value?: string; required?: boolean; /** May be given several times. */ several?: boolean }
/** Exit codes: 0 fine, 1 the input is wrong, 2 the call is wrong. */
export type ExitCode = 0 | 1 | 2;
export interface Verb {
  name: string; summary: Words;
  /** What stands after the verb, without its options (`PATH…`). */
  operands: string;
  options: Option[];
  /** Paragraphs of the help text: what is read, what is printed. */
  notes: Words[];
  /** The module that carries it out. */
  load(): Promise<{ run(call: Call): Promise<ExitCode> }>;
}

const HELP_OPTION: Option = { name: 'help', short: 'h', zh: '显示本说明', en: 'show this text' };

/** The arguments of one call, checked. The getters throw a `Refusal` of kind `usage` that names the option. */
export class Call {
  readonly operands: string[];
  readonly #values: Record<string, string | boolean | string[] | undefined>;

  constructor(operands: string[], values: Record<string, string | boolean | string[] | undefined>) {
    this.operands = operands;
    this.#values = values;
  }

  has(name: string): boolean { return this.#values[name] === true; }
  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }
  /** Every value of an option that may be given several times. */
  all(name: string): string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value : [];
  }
  need(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw usage(`缺少 --${name}。`, `--${name} is missing.`);
    return value;
  }
  /** A whole number within bounds, or the default. */
  number(name: string, from: number, to: number, absent: number): number {
    const text = this.text(name);
    if (text === undefined) return absent;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to) throw usage(`--${name} 应是 ${from} 到 ${to} 的整数,写的是“${text}”。`, `--${name} wants a whole number from ${from} to ${to}, not "${text}".`);
    return value;
  }
  year(): number {
    const text = this.need('year');
    if (!/^(19|20|21)\d{2}$/.test(text)) throw usage(`--year 应是四位年份(如 2024),写的是“${text}”。`, `--year wants a year such as 2024, not "${text}".`);
    return Number(text);
  }
  day(name: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && !isDay(text)) throw usage(`--${name} 应是存在的日期(如 2024-12-31),写的是“${text}”。`, `--${name} wants a day that exists, such as 2024-12-31, not "${text}".`);
    return text;
  }
  oneOf<T extends string>(name: string, allowed: readonly T[], absent?: T): T {
    const text = this.text(name) ?? absent;
    if (text === undefined) throw usage(`缺少 --${name}(${allowed.join('、')})。`, `--${name} is missing (${allowed.join(', ')}).`);
    if (!(allowed as readonly string[]).includes(text)) throw usage(`--${name} 应是 ${allowed.join('、')} 之一,写的是“${text}”。`, `--${name} wants one of ${allowed.join(', ')}, not "${text}".`);
    return text as T;
  }
}

export function usage(zh: string, en: string): Refusal { return new Refusal('usage', 'usage', zh, en); }

/** Reads the words after the verb. Throws `usage` for an option that does not exist, lacks its value, or is required and absent. */
export function readCall(verb: Verb, words: string[]): Call | 'help' {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }> = {};
  for (const option of [...verb.options, HELP_OPTION]) options[option.name] = { type: option.value ? 'string' : 'boolean', ...(option.short ? { short: option.short } : {}), ...(option.several ? { multiple: true } : {}) };
  if (words.includes('--help') || words.includes('-h')) return 'help';
  let read;
  try {
    read = parseArgs({ args: words, options, allowPositionals: true, strict: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0]! : String(error);
    const unknown = /Unknown option '([^']+)'/.exec(reason)?.[1];
    if (unknown) throw usage(`${verb.name} 没有选项 ${unknown};可用的有:${verb.options.map((o) => `--${o.name}`).join('、')}。`, `${verb.name} has no option ${unknown}; there are ${verb.options.map((o) => `--${o.name}`).join(', ')}.`);
    const missing = /Option '([^']+)' argument (?:missing|is ambiguous)/.exec(reason)?.[1];
    if (missing) throw usage(`选项 ${missing.split(' ')[0]} 后面缺少值。`, `The option ${missing.split(' ')[0]} wants a value after it.`);
    throw usage(`参数有误:${reason}。`, `The arguments are wrong: ${reason}.`);
  }
  if (verb.operands === '' && read.positionals.length > 0) throw usage(`${verb.name} 不接受“${read.positionals[0]}”这样的参数;选项以 -- 开头。`, `${verb.name} takes no "${read.positionals[0]}"; options start with --.`);
  const call = new Call(read.positionals, read.values as Record<string, string | boolean | string[] | undefined>);
  for (const option of verb.options) {
    if (option.required) call.need(option.name);
    if (call.text(option.name) === undefined) continue;
    if (option.value === 'YEAR') call.year();
    if (option.value === 'DATE') call.day(option.name);
  }
  return call;
}

/** The help text of a verb, both languages. */
export function helpOf(verb: Verb): string {
  const shown = (option: Option): string => `${option.short ? `-${option.short}, ` : ''}--${option.name}${option.value ? ` ${option.value}` : ''}`;
  const required = verb.options.filter((option) => option.required).map((option) => `${option.short ? `-${option.short}` : `--${option.name}`} ${option.value}`);
  const line = ['zhiheng', verb.name, verb.operands, ...required, '[…]'].filter(Boolean).join(' ');
  const all = [...verb.options, HELP_OPTION];
  const wide = Math.max(...all.map((option) => shown(option).length));
  return [
    `${verb.summary.zh}`, `${verb.summary.en}`, '', `用法 Usage: ${line}`, '', '选项 Options:',
    ...all.map((option) => `  ${shown(option).padEnd(wide)}  ${option.zh}  ${option.en}`), '',
    ...verb.notes.flatMap((note) => [note.zh, note.en, '']),
    '退出码 Exit codes: 0 正常 fine, 1 输入有误 the input is wrong, 2 用法有误 the call is wrong', '',
  ].join('\n');
}
