// Compiles a program in many ways: `node compile.mjs <name of a TypeScript> <folder> <file with a list of { name, files, options }>`.
// Prints a JSON list of { name, errors }. What the compiler says of other packages' types is left out.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const [compiler = '', folder = '', list = ''] = process.argv.slice(2)
const ways = JSON.parse(readFileSync(list, 'utf8'))
const compile = compiler === 'typescript-7' ? compileNatively() : compileInProcess()
console.log(JSON.stringify(ways.map((way) => ({ name: way.name, errors: compile(way) }))))

/** Not of other packages; nor of the compiler itself, whose libraries may clash with types of Node.js. */
function isOurs(file) {
  return !/(?:^|\/)node_modules\/(?!fanfold\/)/.test(file)
}

/** One process for all, which reads each file once. */
function compileInProcess() {
  const ts = createRequire(import.meta.url)(compiler)
  const known = new Map()
  return ({ files, options: given }) => {
    const json = { compilerOptions: given, files }
    const { options, fileNames, errors } = ts.parseJsonConfigFileContent(json, ts.sys, folder)
    const host = ts.createCompilerHost(options, true)
    const read = host.getSourceFile
    host.getSourceFile = (name, how, ...rest) => {
      const key = JSON.stringify([name, how])
      if (!known.has(key)) known.set(key, read(name, how, ...rest))
      return known.get(key)
    }
    const program = ts.createProgram({ rootNames: fileNames, options, host })
    return [...errors, ...ts.getPreEmitDiagnostics(program)].flatMap(
      ({ file, start, messageText }) => {
        const path = file === undefined ? '' : relative(folder, file.fileName)
        if (path.startsWith('..') || !isOurs(path)) return []
        const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1
        return [`${path}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`]
      },
    )
  }
}

function compileNatively() {
  const tsc = fileURLToPath(new URL(`node_modules/${compiler}/bin/tsc`, import.meta.url))
  return ({ files, options }) => {
    const config = join(folder, 'tsconfig.json')
    writeFileSync(config, JSON.stringify({ compilerOptions: options, files }))
    try {
      execFileSync(process.execPath, [tsc, '-p', config, '--pretty', 'false'], { cwd: folder })
      return []
    } catch ({ stdout }) {
      const lines = String(stdout).split('\n')
      return lines.filter((line) => {
        const [, path] = /^(\S.*?)\(\d+,\d+\): error/.exec(line) ?? []
        return path === undefined
          ? line.startsWith('error')
          : !path.startsWith('..') && isOurs(path)
      })
    }
  }
}
