/** What checking the meaning of a program can say. */
export const checkMessages = {};
