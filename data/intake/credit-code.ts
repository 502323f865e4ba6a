/** The check digit of the unified social credit code (统一社会信用代码). Source: GB 32100-2015, 4.3. */

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** The 18th character that belongs to the first 17, or null where they hold a character the code does not know. */
export function checkCharacter(first17: string): string | null {
  let sum = 0, weight = 1;
  for (const character of first17) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return null;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET[(31 - (sum % 31)) % 31]!;
}

/** What is wrong with a code, or null. */
export function creditCodeProblem(code: string): { zh: string; en: string } | null {
  if (code.length !== 18) return { zh: `应为 18 位,实为 ${code.length} 位`, en: `has ${code.length} characters instead of 18` };
  const wanted = checkCharacter(code.slice(0, 17));
  if (wanted === null) return { zh: '含有代码中不用的字符(I、O、S、V、Z 等)', en: 'holds a character that such codes do not use (I, O, S, V, Z …)' };
  return wanted === code[17] ? null : { zh: `校验位应为 ${wanted},请核对`, en: `fails its check digit (${wanted} expected): please verify it` };
}
