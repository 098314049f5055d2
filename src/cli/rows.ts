/** Adds a line with a name and a value to what is shown. */
export function row(lines: string[], name: string, value: string): void {
  lines.push(`  ${name.padEnd(10)} ${value}`);
}
