import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { codesMadeIn } from './error-codes.ts'
import { fileOf, filesOf } from './files.ts'

const table = fileOf('src/call/errors/codes.ts').text
const listed = [...table.matchAll(/^ {2}\| '(\w+)'$/gm)].map(([, code]) => code as string)
const page = fileOf('docs/errors.md').text

describe('the codes of errors', () => {
  it('are listed once', () => {
    assert.deepEqual(listed.toSorted(), [...new Set(listed)].toSorted())
  })

  it('each have a heading on the page, and the page has no others', () => {
    const headings = [...page.matchAll(/^## (\w+)$/gm)].map(([, code]) => code as string)
    assert.deepEqual(headings.toSorted(), listed.toSorted())
  })

  it('each say there what it means, and what to do', () => {
    const [, ...sections] = page.split(/^## (?=\w+$)/m)
    const short = sections.filter(
      (section) => section.split('\n').slice(1).join(' ').trim().length < 60,
    )
    assert.deepEqual(short, [])
  })

  it('are all that errors are made with', () => {
    // Those of providers, which the scripted servers answer with, and those of samples are no errors of ours.
    const made = filesOf('src/**/*.ts')
      .filter(({ path }) => !/^src\/testing\/(?:model-server|conformance)\//.test(path))
      .flatMap(codesMadeIn)
    assert.ok(made.length > 60, `only ${made.length} were found`)
    assert.deepEqual(
      made.filter(({ code }) => !listed.includes(code)),
      [],
    )
    const unused = listed.filter(
      (code) =>
        !filesOf('src/**/*.ts').some(
          ({ path, text }) => !path.endsWith('/codes.ts') && mentions(text, code),
        ),
    )
    assert.deepEqual(unused, [])
  })

  it('are found where an error is made', () => {
    const text =
      "throw new FanfoldError(message, { code: 'odd_code' })\nfailed('other', x)\nanswer('failed', 'third', x)"
    assert.deepEqual(
      codesMadeIn({ path: 'a.ts', text }).map(({ code }) => code),
      ['odd_code', 'other', 'third'],
    )
  })
})

/** A code may be put together: `invalid_${reason}`. */
function mentions(text: string, code: string): boolean {
  return (
    text.includes(`'${code}'`) ||
    (code.startsWith('invalid_') && text.includes('`invalid_${')) ||
    (code === 'sibling_failed' && text.includes("'sibling-failed'"))
  )
}
