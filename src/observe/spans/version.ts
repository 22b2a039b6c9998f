/** The package's version, which a test compares with its manifest: here nothing may be read from a file. */
export const version = '0.1.0'
