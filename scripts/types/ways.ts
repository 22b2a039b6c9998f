/** One way in which somebody may compile a program that uses the package. */
export interface Way {
  readonly name: string
  readonly files: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}

/** Of platforms/types/package.json, the oldest first. */
export const compilers: readonly string[] = ['5.6', '5.7', '5.8', '5.9', '6', '7'].map(
  (version) => `typescript-${version}`,
)

const nodes = ['22', '24', '25', '26']
const resolutions = ['node16', 'nodenext', 'bundler'] as const

/** The files of one program: see `makeProgram`. */
export interface Files {
  /** All entries but those that need a peer. */
  readonly plain: readonly string[]
  /** Those of them that a browser's program may use. */
  readonly web: readonly string[]
  /** Those that need a peer, beside it. */
  readonly peers: readonly string[]
  /** Of tools whose inputs several libraries describe. */
  readonly libraries: readonly string[]
  /** Of functions that make tools. */
  readonly makers: readonly string[]
}

/**
 * The ways that are tried with each compiler. `quick`: each version of the types of Node.js once, and once none.
 *
 * @param typesOf where a version of the types of Node.js lies.
 */
export function waysOf(
  { plain, web, peers, libraries, makers }: Files,
  typesOf: (node: string) => string,
  quick: boolean,
): Way[] {
  const styles = quick ? [['nodenext', true] as const] : resolutions.flatMap(eachStrictness)
  const withNode = (node: string): object => ({
    lib: ['es2022'],
    types: ['node'],
    typeRoots: [typesOf(node)],
  })
  const inBrowser = { lib: ['es2022', 'dom', 'dom.iterable', 'esnext.disposable'], types: [] }
  return [
    ...styles.flatMap(([resolution, exact]) => [
      ...nodes.map((node) => ({
        name: nameOf(`@types/node ${node}`, resolution, exact),
        files: plain,
        options: { ...optionsOf(resolution, exact), ...withNode(node) },
      })),
      {
        name: nameOf('DOM alone', resolution, exact),
        files: web,
        options: { ...optionsOf(resolution, exact), ...inBrowser },
      },
    ]),
    {
      name: nameOf('with peers', 'nodenext', true),
      files: peers,
      options: { ...optionsOf('nodenext', true), ...withNode('26') },
    },
    {
      name: nameOf('schema libraries', 'nodenext', true),
      files: [...libraries, ...makers],
      options: { ...optionsOf('nodenext', true), ...withNode('26'), skipLibCheck: true },
    },
    {
      // As `next build` configures it by itself. The compiler then takes `undefined` for a value of every type, and conditions
      // on types come out otherwise. ArkType and others do not work so.
      name: 'without strict, bundler',
      files: [...plain, ...makers],
      options: {
        ...optionsOf('bundler', false),
        ...withNode('26'),
        strict: false,
        skipLibCheck: true,
      },
    },
  ]
}

function eachStrictness<R extends string>(resolution: R): (readonly [R, boolean])[] {
  return [
    [resolution, true],
    [resolution, false],
  ]
}

function nameOf(types: string, resolution: string, exact: boolean): string {
  return [types, resolution, ...(exact ? ['exactOptionalPropertyTypes'] : [])].join(', ')
}

function optionsOf(resolution: (typeof resolutions)[number], exact: boolean): object {
  return {
    target: 'es2022',
    module: resolution === 'bundler' ? 'esnext' : resolution,
    moduleResolution: resolution,
    strict: true,
    exactOptionalPropertyTypes: exact,
    skipLibCheck: false,
    noEmit: true,
  }
}
