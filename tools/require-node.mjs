// Loaded before everything else, in JavaScript, so that a Node that cannot read TypeScript says so in words.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 2)) {
  process.stderr.write(
    `Sallyport needs Node 24.2 or newer, and this is ${process.version}. ` +
      'Run "npm ci" once, then start it with an npm script such as "npm test": npm scripts use the Node that is installed with the other packages.\n',
  )
  process.exit(1)
}
