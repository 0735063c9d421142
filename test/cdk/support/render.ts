import type { Template } from 'aws-cdk-lib/assertions';

/** A resource of a template, as far as tests look into it. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** All resources of a template by their logical ids. */
export function resourcesOf(template: Template): Readonly<Record<string, Resource>> {
  return template.toJSON()['Resources'] ?? {};
}

/** The properties of the one resource of this type whose logical id begins like this. */
export function propertiesOf(
  template: Template,
  type: string,
  start: string,
): Readonly<Record<string, unknown>> {
  const found = Object.entries(resourcesOf(template)).filter(
    ([id, resource]) => resource.Type === type && id.startsWith(start),
  );
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(`${found.length} resources ${type} begin with ${start}`);
  return first[1].Properties;
}

/** A value with its intrinsic functions as short text: `${Ledger.Arn}`, and no hashes in logical ids. */
export function render(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(render);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, inner] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0) {
    if (key === 'Ref') return `\${${short(String(inner))}}`;
    if (key === 'Fn::GetAtt' && Array.isArray(inner)) return `\${${short(String(inner[0]))}.${inner[1]}}`;
    if (key === 'Fn::Join' && Array.isArray(inner)) return [render(inner[1])].flat().join(String(inner[0]));
    if (key === 'Fn::GetStackOutput') return outputName(inner);
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, render(item)]));
}

/** The statements of a policy document, rendered. */
export function statements(document: unknown): unknown {
  return render(field(document, 'Statement'));
}

/** What an execution role may do, by its policies: `action, action on resource`. */
export function permissions(document: unknown): string[] {
  const list = [statements(document)].flat();
  return list.map((statement) => {
    const actions = [field(statement, 'Action')].flat().join(', ');
    return `${actions} on ${[field(statement, 'Resource')].flat().join(', ')}`;
  });
}

export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

/** The weak reference to another stack, as `${Stack:ResourceAttribute}`. */
function outputName(value: unknown): string {
  const name = String(field(value, 'OutputName')).replace(/^PublishOutput(Ref|FnGetAtt)/, '');
  return `\${${field(value, 'StackName')}:${name
    .slice(0, -8)
    .replace(/[0-9A-F]{8}/, '.')
    .replace(/\.$/, '')}}`;
}

function short(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
