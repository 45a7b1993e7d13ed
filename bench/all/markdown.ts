/** What the README's section is written with. */

export type Row = readonly string[];

function line(row: Row): string {
  return `| ${row.join(" | ")} |`;
}

export function table(head: Row, rows: readonly Row[]): string {
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

export function folded(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}
