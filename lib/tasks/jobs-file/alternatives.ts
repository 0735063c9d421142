import type { ErrorObject } from 'ajv';

/**
 * Of the errors of `anyOf` and `oneOf`, those of the one form that was most likely meant. Where only the type is wrong,
 * one error names all types; where no form stands out, the error of the `anyOf` itself remains.
 */
export function chooseForms(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(isChoice);
  const outer = choices.filter(
    (choice) => !choices.some((other) => other !== choice && isInside(choice, other)),
  );
  const others = errors.filter(
    (error) => !outer.some((choice) => error === choice || isInside(error, choice)),
  );
  return [...others, ...outer.flatMap((choice) => chooseForm(choice, errors))];
}

function isChoice({ keyword }: ErrorObject): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf';
}

function isInside(error: ErrorObject, choice: ErrorObject): boolean {
  return (
    error.schemaPath.startsWith(`${choice.schemaPath}/`) &&
    (error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`))
  );
}

function chooseForm(choice: ErrorObject, errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const forms = formsOf(choice, errors);
  const fitting = forms.filter((form) => !form.some((error) => isWrongType(error, choice)));
  if (forms.length > 0 && fitting.length === 0) return mergeTypes(choice, forms);
  const named = fitting.filter((form) => !form.some((error) => isWrongDiscriminator(error, choice)));
  const candidates = (named.length > 0 ? named : fitting).map(chooseForms);
  const [first, second] = candidates.sort((a, b) => a.length - b.length);
  if (first === undefined) return [choice];
  return second === undefined || first.length < second.length ? first : [choice];
}

/** The errors inside a choice, one list per form. */
function formsOf(choice: ErrorObject, errors: readonly ErrorObject[]): readonly (readonly ErrorObject[])[] {
  const forms = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    if (!isInside(error, choice)) continue;
    const [index = ''] = error.schemaPath.slice(choice.schemaPath.length + 1).split('/');
    forms.set(index, [...(forms.get(index) ?? []), error]);
  }
  return [...forms.values()];
}

function isWrongType(error: ErrorObject, choice: ErrorObject): boolean {
  return error.keyword === 'type' && error.instancePath === choice.instancePath;
}

/** A `kind: x` that says that another form is meant. */
function isWrongDiscriminator(error: ErrorObject, choice: ErrorObject): boolean {
  const depth = error.instancePath.split('/').length - choice.instancePath.split('/').length;
  return (error.keyword === 'const' || error.keyword === 'enum') && depth === 1;
}

function mergeTypes(choice: ErrorObject, forms: readonly (readonly ErrorObject[])[]): readonly ErrorObject[] {
  const wrong = forms.flat().filter((error) => isWrongType(error, choice));
  const [first] = wrong;
  const types = wrong.flatMap(({ params }) => [params['type']].flat());
  return first === undefined ? [choice] : [{ ...first, params: { type: [...new Set(types)] } }];
}
