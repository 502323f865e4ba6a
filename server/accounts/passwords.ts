/**
 * Passwords: which are taken, how they are kept, how one is checked.
 *
 * Kept as argon2id with 64 MiB, three passes, one lane, 16 bytes of salt: the second choice of RFC 9106 (section 4), for
 * machines that cannot give 2 GiB a sign-in, with one lane in place of four because the lanes are computed one after the
 * other here. It takes 0.1 to 0.3 s. Two are computed at a time, so sign-ins never take more than 128 MiB; beyond 20 waiting
 * the server says that it is busy.
 *
 * Taken by length first, as NIST SP 800-63B recommends: no rule on kinds of characters, but at least ten of them, and
 * none of those that are tried first.
 */
import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Refusal } from '../words.ts';

// Algorithm 2 is argon2id; the package's enum exists for the compiler only.
const PARAMETERS = { algorithm: 2, memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const;
const PREFIX = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$`;
const AT_ONCE = 2;
const WAITING = 20;
export const SHORTEST = 10;
const LONGEST = 200;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING) throw new Refusal('busy', 'sign_ins_waiting', '登录的人太多，请稍候再试。', 'Too many people are signing in; try again in a moment.');
    await new Promise<void>((turn) => { waiting.push(turn); });
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next(); else running -= 1;
  }
}

/** One spelling of a password, however it was typed (full-width forms, composed characters). */
const normal = (password: string): string => password.normalize('NFKC');

export function hashPassword(password: string): Promise<string> { return inTurn(() => hash(normal(password), PARAMETERS)); }

/** A hash of nothing anyone knows: checked where there is no account, so that the answer takes as long. */
let nobody: Promise<string> | undefined;

/** Whether the password is right. Takes as long for an account that is not there (null). Never throws for what was typed. */
export async function checkPassword(password: string, stored: string | null): Promise<boolean> {
  nobody ??= hashPassword(oneTimePassword());
  const against = stored ?? await nobody;
  const right = await inTurn(() => verify(against, normal(password).slice(0, 4 * LONGEST)));
  return right && stored !== null;
}

/** Whether a stored hash was made with other parameters than today's. */
export function isOutdated(stored: string): boolean { return !stored.startsWith(PREFIX); }

/** What people try first; longer ones of a shape are caught by the rules below. */
const COMMON = new Set([
  'password', 'passw0rd', 'p@ssw0rd', 'p@ssword', 'pass', 'admin', 'administrator', 'root', 'guest', 'test', 'user', 'welcome', 'letmein', 'login', 'master', 'secret', 'changeme', 'default', 'system', 'abc', 'abcd', 'abcdef', 'abcdefg', 'aaa', 'aa', 'a', 'qq', 'wo', 'woaini', 'iloveyou',
  'qwerty', 'qwertyuiop', 'qwert', 'asdf', 'asdfgh', 'asdfghjkl', 'zxcvbn', 'zxcvbnm', 'qazwsx', 'qazwsxedc', '1qaz2wsx', '1qaz2wsx3edc', '1q2w3e', '1q2w3e4r', '1q2w3e4r5t', 'q1w2e3r4', 'q1w2e3r4t5', 'zaq12wsx',
  'dragon', 'monkey', 'sunshine', 'princess', 'football', 'superman', 'batman', 'shadow', 'michael', 'china', 'zhongguo', 'beijing', 'shanghai', 'xian', 'nihao', 'mima', 'woshi', 'gongan', 'zhengfu', 'sifaju', 'sifa', 'zhifa', 'xingzheng', 'zhiheng', 'yanshi',
  '5201314', '1314520', '520', '888', '666', '密码', '我爱你', '我的密码', '中国', '执衡', '司法局', '行政执法', '演示',
]);
const ROWS = ['01234567890123456789', '09876543210987654321', 'abcdefghijklmnopqrstuvwxyz', 'zyxwvutsrqponmlkjihgfedcba', 'qwertyuiopasdfghjklzxcvbnm', '1qaz2wsx3edc4rfv5tgb6yhn7ujm', '1q2w3e4r5t6y7u8i9o0p', 'q1w2e3r4t5y6u7i8o9p0'];

/** Words, digits and signs of a password one by one: `Password2024!` is `password`, `2024`, `!`. */
function isEasy(password: string, names: string[]): boolean {
  const text = normal(password).toLowerCase().replaceAll(/\s/g, '');
  if (new Set(text).size < 5) return true;
  if (/^[\d\p{P}\p{S}]+$/u.test(text) && text.length < 14) return true;
  for (let length = 1; length <= text.length / 2; length += 1) if (text.length % length === 0 && text === text.slice(0, length).repeat(text.length / length)) return true;
  if (ROWS.some((row) => row.repeat(2).includes(text))) return true;
  const bare = (one: string): string => one.replaceAll(/[\d\p{P}\p{S}]+/gu, '');
  const forms = [text, bare(text), text.replace(/[\d\p{P}\p{S}]+$/u, ''), bare(text.replaceAll('0', 'o').replaceAll('1', 'i').replaceAll('3', 'e').replaceAll('@', 'a').replaceAll('$', 's'))];
  if (forms.some((one) => one === '' ? false : COMMON.has(one) || (one.length > 4 && ROWS.some((row) => row.includes(one))))) return true;
  return names.some((name) => name.length > 1 && forms.includes(name.normalize('NFKC').toLowerCase()));
}

/** Refuses a password that is too short, too long, or among the first to be tried for this person. */
export function requireGoodPassword(password: string, account: { account: string; name: string }): void {
  const length = [...normal(password)].length;
  if (length < SHORTEST) throw weak(`密码至少 ${SHORTEST} 个字符。几个不相干的词连在一起，既长又好记。`, `A password needs at least ${SHORTEST} characters. A few unrelated words are long and easy to keep in mind.`);
  if (length > LONGEST) throw weak(`密码最多 ${LONGEST} 个字符。`, `A password may have at most ${LONGEST} characters.`);
  if (isEasy(password, [account.account, account.name])) throw weak('这个密码太容易猜到（常见密码、键盘顺序、重复，或与姓名、登录名相同）。请换一个。', 'This password is guessed too easily (a common one, keys in a row, repeated, or your name). Choose another.');
}

function weak(zh: string, en: string): Refusal { return new Refusal('input', 'weak_password', zh, en); }

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A password for one use: four groups that are read out and typed without mistaking a letter; 80 bits. */
export function oneTimePassword(): string {
  return Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join('-');
}
