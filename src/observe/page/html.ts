import type { TraceLine } from '../trace/line.ts'
import { htmlText, pageBeginning } from '../../util/html-text.ts'
import { embeddedJson } from './embed.ts'

/** What every page holds. */
export interface PageCode {
  readonly script: string
  readonly style: string
  /** The licences of what the script holds of others. */
  readonly notices: string
  /** As a Content-Security-Policy names them: `sha256-…`. */
  readonly scriptHash: string
  readonly styleHash: string
}

/** Turns of which the later one's calls could have run in the earlier one. */
export interface MissedParallelism {
  /** Their numbers, the earlier one first. */
  readonly turns: readonly [number, number]
  /** In a sentence. */
  readonly why: string
}

/** What a page is given to show. */
export interface PageData {
  /** `live`: the lines come from `/lines`. */
  readonly mode: 'whole' | 'live'
  readonly lines: readonly TraceLine[]
  readonly missed: readonly MissedParallelism[]
}

/**
 * The file. Its policy lets the browser run this one script and nothing else, make no text into HTML, and ask no server for
 * anything; a live page asks its own.
 * Source: W3C, Content Security Policy Level 3, and Trusted Types.
 */
export function pageHtml(title: string, data: PageData, code: PageCode): string {
  const policy = [
    "default-src 'none'",
    `script-src '${code.scriptHash}'`,
    `style-src '${code.styleHash}'`,
    `connect-src ${data.mode === 'live' ? "'self'" : "'none'"}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
  return `${pageBeginning}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${htmlText(title)}</title>
<style>${code.style}</style>
</head>
<body>
<div id="app"></div>
<noscript>This page draws a run with JavaScript, which is switched off.</noscript>
<script type="application/json" id="data">${embeddedJson(data)}</script>
<script type="application/json" id="notices">${embeddedJson(code.notices)}</script>
<script>${code.script}</script>
</body>
</html>
`
}
