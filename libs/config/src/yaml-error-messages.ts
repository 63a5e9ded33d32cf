import type { ErrorCode } from 'yaml'

/** What each syntax error means. The parser's own messages may quote the file, and with it a secret. */
export const yamlErrorMessages = {
  ALIAS_PROPS: 'an alias cannot have an anchor or a tag',
  BAD_ALIAS: 'an alias without its anchor; quote a value that begins with *',
  BAD_COLLECTION_TYPE: 'a tag that does not fit the value; quote a value that begins with !',
  BAD_DIRECTIVE: 'an unknown directive; quote a value that begins with %',
  BAD_DQ_ESCAPE: 'an unknown escape in double quotes; use single quotes for a value with backslashes',
  BAD_INDENT: 'the indentation does not fit the lines around it',
  BAD_PROP_ORDER: 'an anchor or a tag in the wrong place',
  BAD_SCALAR_START: 'a value that begins with a reserved character; quote it',
  BLOCK_AS_IMPLICIT_KEY: 'a nested mapping on the line of its key; quote a value that contains ": "',
  BLOCK_IN_FLOW: 'an indented block inside [ ] or { }',
  DUPLICATE_KEY: 'the key stands twice in the same mapping',
  IMPOSSIBLE: 'not valid YAML',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a character is missing: a closing quote, a bracket, a comma, or the space after ":"',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines; is a ":" or a quote missing?',
  MULTIPLE_ANCHORS: 'two anchors on one value',
  MULTIPLE_DOCS: 'the file holds more than one document (a line "---" begins another)',
  MULTIPLE_TAGS: 'two tags on one value',
  NON_STRING_KEY: 'a key must be a string',
  RESOURCE_EXHAUSTION: 'the file is nested too deeply',
  TAB_AS_INDENT: 'a tab in the indentation; use spaces',
  TAG_RESOLVE_FAILED: 'an unknown tag; quote a value that begins with !',
  UNEXPECTED_TOKEN: 'not valid YAML here; is a quote missing, or a line indented wrongly?',
} as const satisfies Record<ErrorCode, string>
