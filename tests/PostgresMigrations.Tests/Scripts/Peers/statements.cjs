// Answers, line by line, where PostgreSQL's own parser ends the statements of a text.
// In: a JSON string. Out: {"starts": [...], "ends": [...]} in bytes of UTF-8, or {"error": "...", "at": code point}.
const { createInterface } = require('node:readline');
const { loadModule, parseSync } = require('libpg-query');

function answer(sql) {
  try {
    const statements = parseSync(sql).stmts ?? [];
    const end = Buffer.byteLength(sql);
    const start = (statement) => statement.stmt_location ?? 0;
    return {
      starts: statements.map(start),
      ends: statements.map((statement) => (statement.stmt_len ? start(statement) + statement.stmt_len : end)),
    };
  } catch (error) {
    return { error: error.message, at: error.sqlDetails?.cursorPosition ?? -1 };
  }
}

loadModule().then(() => {
  createInterface({ input: process.stdin }).on('line', (line) => console.log(JSON.stringify(answer(JSON.parse(line)))));
});
