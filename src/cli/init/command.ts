import { Command } from 'commander'

const epilogue = `
The project runs offline at once (npm start, npm test): its model is a script.
Its README says how to put a real one behind it. No file is ever overwritten.

Examples:
  fanfold init my-agent
  fanfold init
`

export function initCommand(end: (exitCode: number) => void): Command {
  return new Command('init')
    .description('Write a small project to start from, which runs offline.')
    .argument('[folder]', 'where; it is made if it is not there', '.')
    .option('--verbose', 'show the stack of an error')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', epilogue)
    .action(async (folder: string) => {
      const { init } = await import('./init.ts')
      end(init(folder))
    })
}
