import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeProgram } from '../../src/cli/program.ts'
import { commandFaults } from './commands.ts'
import { fenceFaults } from './fences.ts'
import { fileOf, filesOf } from './files.ts'
import { listPath, type NameList } from './public-name-list.ts'

const names = JSON.parse(fileOf(listPath).text) as Readonly<Record<string, NameList>>
const exported = (entry: string, name: string): boolean =>
  names[entry]?.values.includes(name) === true
const manifest = JSON.parse(fileOf('package.json').text) as { scripts: object }
const commands = {
  fanfold: makeProgram(() => {}),
  scripts: new Set(Object.keys(manifest.scripts)),
}
const block = (language: string, code: string): string =>
  `# A\n\`\`\`${language}\n${code}\n\`\`\`\n`
const page = (text: string) => ({ path: 'docs/a.md', text })

describe('the code of the pages', () => {
  // The reference holds declarations of the package itself.
  const pages = filesOf('*.md', 'docs/**/*.md').filter(
    ({ path }) => !path.startsWith('docs/reference/'),
  )

  it('is compiled, or is JavaScript that imports what there is', () => {
    assert.deepEqual(
      pages.flatMap((each) => fenceFaults(each, exported)),
      [],
    )
  })

  it('names commands, flags and scripts that there are', () => {
    assert.ok(pages.some(({ text }) => text.includes('fanfold run --tools')))
    assert.deepEqual(
      pages.flatMap((each) => commandFaults(each, commands)),
      [],
    )
  })
})

describe('the reader of code in pages', () => {
  it('takes what is checked, and all other languages', () => {
    const code =
      "import { guard } from 'fanfold/ai-sdk'\nimport { x } from 'ai'\nguard(x, { …, a: […] })"
    const text = block('ts', 'no sense;;') + block('js', code) + block('text', '(')
    assert.deepEqual(fenceFaults(page(text), exported), [])
  })

  for (const [text, fault] of [
    [block('typescript', 'a'), 'expected `ts` or `js`, which are checked, got "typescript".'],
    [block('tsx no-run', 'a'), 'expected `ts` or `js`, which are checked, got "tsx".'],
    [
      '# A\n  ```ts\n  a\n  ```\n',
      'expected code at the beginning of the line, where it is checked.',
    ],
    [
      block('ts', '// @ts-nocheck'),
      'expected code that is checked, got a comment that keeps the compiler from it.',
    ],
    [block('js', "import { nope } from 'fanfold'"), 'fanfold exports no nope.'],
    [block('js', "import { guard as g } from 'fanfold/no'"), 'fanfold/no exports no guard.'],
  ] as const)
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.deepEqual(fenceFaults(page(text), exported), [`docs/a.md:2: ${fault}`])
    })

  it('refuses what is no JavaScript', () => {
    assert.match(
      fenceFaults(page(block('js', 'const = 1')), exported)[0] ?? '',
      /^docs\/a\.md:2: expected JavaScript: /,
    )
  })

  it('takes commands that there are', () => {
    const lines = [
      'npx fanfold run --tools ./tools.ts --model=openai:x -m y "--not a flag" | head -1  # --nor this',
      'claude mcp add fanfold -- npx fanfold mcp --config servers.json',
      'npm ci && npx fanfold journal prune agent.db \\\n  --older-than 30d --yes',
      'fanfold --version; npm run -s check',
      'npm install fanfold --save-exact',
    ]
    const text = `${block('sh', lines.join('\n'))}\`fanfold <command> --help\` \`fanfold.rules --x\``
    assert.deepEqual(commandFaults(page(text), commands), [])
  })

  for (const [line, fault] of [
    ['npx fanfold rum', '`fanfold` has no command rum.'],
    ['fanfold run --tool x', '`fanfold run` has no --tool.'],
    [
      'CI=1 true && fanfold journal prune a.db --older 3d',
      '`fanfold journal prune` has no --older.',
    ],
    ['fanfold journal liszt', '`fanfold journal` has no command liszt.'],
    ['npm run no-such', 'package.json has no script no-such.'],
  ] as const)
    it(`refuses ${line}`, () => {
      const expected = [`docs/a.md: \`${line}\`: ${fault}`]
      assert.deepEqual(commandFaults(page(block('sh', line)), commands), expected)
      assert.deepEqual(commandFaults(page(`Run \`${line}\`.`), commands), expected)
    })
})
