/** A word that the shell takes as it is. */
export const quote = (text: string): string =>
  /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** A script of blocks of lines. Blank lines would keep the YAML around it from showing it as it is. */
export const script = (...blocks: readonly (readonly string[])[]): string => `${blocks.flat().join("\n")}\n`;
