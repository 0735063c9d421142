export function copyResult(etag = 'e1'): string {
  return `<?xml version="1.0"?><CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LastModified>2026-11-21T02:00:00.000Z</LastModified><ETag>&quot;${etag}&quot;</ETag></CopyObjectResult>`;
}

export function errorBody(code: string, message = 'no', more = ''): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`;
}
