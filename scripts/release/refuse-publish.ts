// What npm runs before it publishes this folder as it is, with links in its README that lead nowhere on npm.
console.error(
  'Expected `npm publish` to be given the tarball that `npm run release` makes, got this folder.\n' +
    'Run `npm run release` and follow what it prints.',
)
process.exitCode = 1
