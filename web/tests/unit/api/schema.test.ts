import { existsSync, readFileSync } from 'node:fs';
import openapiTS, { COMMENT_HEADER, astToString } from 'openapi-typescript';
import { describe, expect, it } from 'vitest';

const document = new URL('../../../../docs/openapi.json', import.meta.url);
const generated = new URL('../../../src/api/schema.d.ts', import.meta.url);

describe('the types of the API', () => {
  it.skipIf(!existsSync(document))(
    'are those of docs/openapi.json; npm run types makes them anew',
    { timeout: 60_000 },
    async () => {
      const types = astToString(await openapiTS(document, { alphabetize: true }));
      expect(readFileSync(generated, 'utf8')).toBe(`${COMMENT_HEADER}${types}`);
    },
  );
});
