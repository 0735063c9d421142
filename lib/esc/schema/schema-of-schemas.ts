import type { Schema } from './schema.ts';

const one: Schema = { $ref: '#/$defs/schema' };
const many: Schema = { type: 'array', items: one };
const named: Schema = { type: 'object', additionalProperties: one };
const strings: Schema = { type: 'array', items: { type: 'string' } };
const number: Schema = { type: 'number' };

/** What the schema of fn::validate must look like. */
export const schemaOfSchemas: Schema = {
  $ref: '#/$defs/schema',
  $defs: {
    schema: {
      anyOf: [
        { type: 'boolean' },
        {
          type: 'object',
          properties: {
            $defs: named,
            $ref: { type: 'string' },
            anyOf: many,
            oneOf: many,
            prefixItems: many,
            items: one,
            additionalProperties: one,
            properties: named,
            type: { type: 'string', enum: ['string', 'number', 'boolean', 'array', 'object', 'null'] },
            enum: { type: 'array' },
            multipleOf: number,
            maximum: number,
            exclusiveMaximum: number,
            minimum: number,
            exclusiveMinimum: number,
            maxLength: number,
            minLength: number,
            pattern: { type: 'string' },
            maxItems: number,
            minItems: number,
            uniqueItems: { type: 'boolean' },
            maxProperties: number,
            minProperties: number,
            required: strings,
            dependentRequired: { type: 'object', additionalProperties: strings },
            title: { type: 'string' },
            description: { type: 'string' },
            deprecated: { type: 'boolean' },
            examples: { type: 'array' },
          },
        },
      ],
    },
  },
};
