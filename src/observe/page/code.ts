import type { PageCode } from './html.ts'

const script = new URL('../../../scripts/package/page.ts', import.meta.url)
const { buildPage } = (await import(String(script))) as {
  readonly buildPage: () => Promise<{ readonly code: PageCode }>
}

/** What each page is made of. In the package it is here, built; in a checkout this file has it built when a page is made. */
export const code: PageCode = (await buildPage()).code
