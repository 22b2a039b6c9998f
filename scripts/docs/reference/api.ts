import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entries } from '../../../test/repo/entries.ts'
import { root } from '../../exec.ts'

/** The folder of the site's own packages. */
export const packages: string = join(root, 'docs/.vitepress')

/** A declaration as api-extractor describes it; only what is read here. */
export interface ApiItem {
  readonly kind: string
  readonly name?: string
  /** The docstring with its stars. */
  readonly docComment: string
  readonly excerptTokens: readonly ApiToken[]
  /** The `.d.ts` file that declares it. */
  readonly fileUrlPath?: string
  /** With a `~` for what a public declaration names, and cannot be imported. */
  readonly canonicalReference: string
  readonly members?: readonly ApiItem[]
}

/** A piece of a declaration's text; `Reference` is a name that leads to another declaration. */
export interface ApiToken {
  readonly kind: 'Content' | 'Reference'
  readonly text: string
  readonly canonicalReference?: string
}

/** An entry point and all that its declarations name. */
export interface ApiEntry {
  readonly name: string
  readonly items: readonly ApiItem[]
}

interface Extraction {
  readonly mainEntryPointFilePath: string
}

interface ApiExtractor {
  readonly ExtractorConfig: { prepare(options: object): Extraction }
  readonly CompilerState: { create(first: Extraction, options: object): unknown }
  readonly Extractor: { invoke(extraction: Extraction, options: object): unknown }
}

/** Reads the declarations of all entry points out of `dist/`. */
export function readApi(): ApiEntry[] {
  const { ExtractorConfig, CompilerState, Extractor } = createRequire(join(packages, 'x.js'))(
    '@microsoft/api-extractor',
  ) as ApiExtractor
  const out = mkdtempSync(join(tmpdir(), 'fanfold-reference-'))
  try {
    const files = entries().map(({ built }) => join(root, built.types))
    const compilerOptions = {
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable'],
      module: 'nodenext',
      moduleResolution: 'nodenext',
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
    }
    const extractions = entries().map(({ built, name }) => ({
      name,
      file: join(out, `${name.replace('/', '-')}.api.json`),
      config: ExtractorConfig.prepare({
        packageJsonFullPath: join(root, 'package.json'),
        configObject: {
          projectFolder: root,
          mainEntryPointFilePath: join(root, built.types),
          compiler: { overrideTsconfig: { compilerOptions, files } },
          apiReport: { enabled: false },
          dtsRollup: { enabled: false },
          tsdocMetadata: { enabled: false },
          docModel: {
            enabled: true,
            includeForgottenExports: true,
            apiJsonFilePath: join(out, `${name.replace('/', '-')}.api.json`),
          },
          newlineKind: 'lf',
        },
      }),
    }))
    const [first] = extractions
    if (first === undefined) return []
    // One reading of the types for all entries.
    const compilerState = CompilerState.create(first.config, { additionalEntryPoints: files })
    return extractions.map(({ name, file, config }) => {
      // What it has to say is about release tags and TSDoc's own syntax, neither of which is used here.
      const messageCallback = (message: { handled: boolean }): void => void (message.handled = true)
      Extractor.invoke(config, { compilerState, localBuild: true, messageCallback })
      const { members = [] } = JSON.parse(readFileSync(file, 'utf8')) as ApiItem
      return { name, items: members[0]?.members ?? [] }
    })
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}
