/** Characters that may stand in a published text. */

/**
 * Without what hides or turns writing (a name would be shown that is not the one stored); controls become blanks, halves of
 * characters 〓. Line breaks stay.
 */
export function visible(text: string): string {
  let result = '';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if ((code >= 0x200b && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x2069) || code === 0xfeff) continue;
    if (code === 0x0a) result += character;
    else if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029) result += ' ';
    else result += (code >= 0xd800 && code <= 0xdfff) || (code & 0xfffe) === 0xfffe ? '〓' : character;
  }
  return result;
}
