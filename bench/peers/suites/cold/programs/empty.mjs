// Node itself, and nothing else.
console.log('{}')
process.exit()
