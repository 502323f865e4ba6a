/**
 * Unified social credit codes (GB 32100-2015) and the organisation codes inside them (GB 11714-1997), with valid check
 * digits, for invented bodies. 18 characters: registrar, class, six-digit region, nine-character organisation code, check.
 */
import { checkCharacter } from '../intake/credit-code.ts';

const organisationAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/** The ninth character of an organisation code for its first eight. */
export function organisationCheck(first8: string): string {
  let sum = 0;
  for (let i = 0; i < 8; i++) sum += organisationAlphabet.indexOf(first8[i]!) * organisationWeights[i]!;
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/**
 * A code for an invented body.
 * @param kind registrar and class: `11` a government body, `12` a public institution, `91` a firm
 * @param region six digits; the samples use an unassigned one, so no real body has the code
 * @param serial 0 … 99,999,999
 */
export function creditCode(kind: '11' | '12' | '91', region: string, serial: number): string {
  const eight = String(serial).padStart(8, '0');
  const first = kind + region + eight + organisationCheck(eight);
  return first + checkCharacter(first)!;
}
