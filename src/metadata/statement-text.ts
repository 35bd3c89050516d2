// The compiled text of every statement, as `statements/` keeps it.
import "./metadata-store.ts";
import type { Dialect } from "./dialect/dialect.ts";
import { Placeholder, compileStatement, statements } from "./statement.ts";

/** One paragraph per statement, by name: its SQL on a line per clause, and what each of its parameters stands for. */
export function statementTexts(dialect: Dialect): string {
  const paragraphs = statements
    .map((statement) => {
      const { sql, bindings } = compileStatement(dialect, statement);
      const parameters = bindings.map((binding) => (binding instanceof Placeholder ? binding.name : JSON.stringify(binding)));
      const heading = parameters.length === 0 ? statement.name : `${statement.name} (${parameters.join(", ")})`;
      return `-- ${heading}\n${breakLines(sql)};\n`;
    })
    .sort();
  return [`-- Written by \`npm run generate\` from the statements in src/metadata: change them there.\n`, ...paragraphs].join("\n");
}

/** So that a diff shows the clause that changed. */
function breakLines(sql: string): string {
  return sql.replaceAll(/ (?=(?:from|inner join|left join|where|and|order by|limit|values|on conflict|returning|set|do update) )/g, "\n  ");
}
