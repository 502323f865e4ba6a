/** Zip archives (workbooks, Word documents) made anew so that the same content gives the same bytes. */
import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate';

/** Packs the parts again in their order, all with one time. `change` may rewrite a part that is XML. */
export function repacked(bytes: Uint8Array, change: (name: string, text: string) => string = (_name, text) => text): Uint8Array {
  const parts: Zippable = {};
  for (const [name, content] of Object.entries(unzipSync(bytes))) {
    if (name.endsWith('/')) continue;
    parts[name] = [/\.(xml|rels)$/.test(name) ? strToU8(change(name, strFromU8(content))) : content, { mtime: new Date(2000, 0, 1), level: 6 }];
  }
  return zipSync(parts);
}
