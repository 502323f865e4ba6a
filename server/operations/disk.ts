/** Room on the disk: how much must stay free, and what is told when it does not. */
import { statfs } from 'node:fs/promises';
import { Refusal } from '../words.ts';

/** Stays free for the database: its log, what it spills, a checkpoint. */
export const RESERVE = 256 * 1024 * 1024;

/** Bytes that may still be written where `folder` lies. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

export function diskFull(): Refusal {
  return new Refusal('unavailable', 'disk_full', '磁盘空间不足，上传没有保存：请联系系统管理员清理磁盘。', 'There is not enough disk space and the upload was not kept: ask the administrator to free some.');
}

/** Throws `disk_full` unless so many bytes and the reserve are free. */
export async function needRoom(folder: string, bytes: number, free: (folder: string) => Promise<number> = freeBytes): Promise<void> {
  if (await free(folder) < RESERVE + bytes) throw diskFull();
}
