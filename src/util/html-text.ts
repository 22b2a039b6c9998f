const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text as HTML, between tags or in a quoted attribute. Halves of surrogate pairs, which no file can hold, are replaced. */
export function htmlText(text: string): string {
  return text.toWellFormed().replaceAll(/[&<>"']/g, (found) => entities[found] ?? found)
}

/** How each page begins that Fanfold makes: one of them may be replaced by another. */
export const pageBeginning: string = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="Fanfold">
`
