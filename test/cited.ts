// Whether a source declares a test with a title, for the tables of requirements.

/**
 * True for `it('title', ...)` and `test.each(...)('title', ...)`; not for a comment, a `describe`,
 * or a test that is skipped or expected to fail.
 */
export function declaresTest(source: string, title: string): boolean {
  const quoted = title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const options = '(?:\\{[^}]*\\},\\s*)?'
  const call = `(?<!\\b(?:describe|skip|fails))\\(\\s*'${quoted}',\\s*${options}(?:async )?\\(`
  const code = source.replaceAll(/^\s*\/\/.*$/gm, '')
  return new RegExp(call).test(code)
}
