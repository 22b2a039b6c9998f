import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ApiItem } from '../../scripts/docs/reference/api.ts'
import { declarationOf, memberOf, namesIn } from '../../scripts/docs/reference/declaration.ts'
import { readDocstring } from '../../scripts/docs/reference/docstring.ts'
import { pagesOf, placeFinder } from '../../scripts/docs/reference/places.ts'
import { writePage } from '../../scripts/docs/reference/write-page.ts'

type Part = string | { readonly to: string }

/** A declaration as api-extractor tells of it; `{ to }` is a name that leads to another. */
function item(
  name: string,
  kind: string,
  parts: readonly Part[],
  more: Partial<ApiItem> = {},
): ApiItem {
  return {
    name,
    kind,
    docComment: '',
    canonicalReference: `fanfold!${name}:x`,
    excerptTokens: parts.map((part) =>
      typeof part === 'string'
        ? { kind: 'Content', text: part }
        : {
            kind: 'Reference',
            text: part.to.replace('~', ''),
            canonicalReference: `fanfold!${part.to}:x`,
          },
    ),
    ...more,
  }
}

describe('the reader of docstrings', () => {
  const read = (text: string) => readDocstring(`/** ${text} */`, (name) => `[${name}]`)

  it('joins lines, keeps paragraphs, lists and code, and resolves links', () => {
    const { text } = read(
      'One\n * two, see {@link Tool.x}.\n *\n * - a `<b>`\n *   and c\n * - d\n *\n * `${x}` {@link y}',
    )
    assert.equal(text, 'One two, see [Tool.x].\n\n- a `<b>` and c\n- d\n\n`${x}` [y]')
  })

  it('leaves nothing that a page would take for a tag or an expression', () => {
    assert.equal(
      read('A Map<string> of {{x}}, 1 < 2').text,
      'A Map&lt;string> of &#123;&#123;x}}, 1 < 2',
    )
  })

  it('knows parameters, what is returned, and what is thrown', () => {
    const all = read(
      'Does.\n * @param a - one\n *   more\n * @param b two\n * @returns A thing.\n * @throws {UsageError} if not.\n * @throws if so.\n * @example\n *\n * tool({ a: `${b}` })',
    )
    assert.deepEqual(all, {
      text: 'Does.',
      params: [
        { name: 'a', text: 'one more' },
        { name: 'b', text: 'two' },
      ],
      returns: 'A thing.',
      throws: ['[UsageError] if not.', 'if so.'],
      examples: ['tool({ a: `${b}` })'],
    })
  })
})

describe('the writer of declarations', () => {
  for (const [kind, text, expected] of [
    ['Function', 'export declare function f(a: string): void;', 'function f(a: string): void'],
    ['Variable', 'rule: <T>(a: T) => T', 'const rule: <T>(a: T) => T'],
    [
      'Interface',
      'export interface A<T = unknown> extends B ',
      'interface A<T = unknown> extends B',
    ],
    ['Class', 'export declare class E extends Error ', 'class E extends Error'],
    ['TypeAlias', "export type S = 'a' | 'b';", "type S = 'a' | 'b'"],
  ] as const)
    it(`shows ${text}`, async () => {
      assert.equal(await declarationOf(item('x', kind, [text])), expected)
    })

  for (const [text, expected] of [
    ['readonly a?: string | undefined;', 'a?: string'],
    ['readonly a: string | undefined;', 'a: string | undefined'],
    ['static is(error: unknown): error is E;', 'static is(error: unknown): error is E'],
    ['constructor(message: string);', 'constructor(message: string)'],
    ['readonly f?: ((a: X) => void) | undefined;', 'f?: (a: X) => void'],
  ] as const)
    it(`lists ${text}`, async () => {
      assert.equal(await memberOf(item('a', 'Property', [text])), expected)
    })

  it('finds the names of other declarations, of members too, each once', () => {
    const member = item('b', 'Property', ['b: ', { to: '~Inner' }, ' | ', { to: 'Tool' }])
    const one = item('A', 'Interface', ['interface A extends ', { to: 'Tool' }], {
      members: [member],
    })
    assert.deepEqual(namesIn(one), ['Tool', 'Inner'])
  })
})

describe('the pages of the reference', () => {
  const inner = item('Inner', 'TypeAlias', ['export type Inner = 1'], {
    canonicalReference: 'fanfold!~Inner:x',
    fileUrlPath: 'dist/call/inner.d.ts',
  })
  const run = item(
    'run',
    'Function',
    ['export declare function run(a: ', { to: 'Run' }, '): ', { to: '~Inner' }],
    {
      fileUrlPath: 'dist/agent/run.d.ts',
      docComment: '/** Runs, as {@link Run} says. */',
    },
  )
  const type = item('Run', 'TypeAlias', ['export type Run = 2'], {
    fileUrlPath: 'dist/agent/run.d.ts',
  })
  const hidden = { ...type, canonicalReference: 'fanfold!~Run:x' }
  const pages = pagesOf(
    [
      { name: 'fanfold', items: [run, type, inner] },
      { name: 'fanfold/pi', items: [{ ...run, name: 'go' }, hidden, inner] },
    ],
    {
      fanfold: { values: ['run'], types: ['Run'] },
      'fanfold/pi': { values: ['go'], types: [] },
    },
  )
  const find = placeFinder(pages)

  it('tell of public names, and once of what these name that nobody can import', async () => {
    assert.deepEqual(
      pages.map(({ file, anchors }) => [file, Object.fromEntries(anchors)]),
      [
        ['fanfold.md', { run: 'run', Run: 'run-1', Inner: 'inner' }],
        ['pi.md', { go: 'go' }],
      ],
    )
  })

  it('link types, over pages too', async () => {
    const [first, second] = await Promise.all(pages.map((page) => writePage(page, find)))
    assert.match(first ?? '', /^Runs, as \[`Run`\]\(#run-1\) says\.$/m)
    assert.match(first ?? '', /^Types: \[`Run`\]\(#run-1\), \[`Inner`\]\(#inner\)$/m)
    assert.match(first ?? '', /^Used by: \[`run`\]\(#run\)$/m)
    assert.match(
      second ?? '',
      /^Types: \[`Run`\]\(fanfold\.md#run-1\), \[`Inner`\]\(fanfold\.md#inner\)$/m,
    )
  })

  it('refuse a link to what no page tells of', async () => {
    const bad = item('x', 'Variable', ['x: 1'], { docComment: '/** See {@link nothing}. */' })
    const [page] = pagesOf([{ name: 'fanfold', items: [bad] }], {
      fanfold: { values: ['x'], types: [] },
    })
    assert.ok(page)
    await assert.rejects(
      writePage(page, placeFinder([page])),
      /\{@link nothing\} on the page of fanfold/,
    )
  })
})
