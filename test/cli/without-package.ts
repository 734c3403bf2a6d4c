/** Runs `action` with commands that can't load the package, as where it was not installed. */
export async function withoutPackage<T>(name: string, action: () => Promise<T>): Promise<T> {
  const hook = `export async function resolve(name, context, next) {
    if (name === ${JSON.stringify(name)}) throw new Error("Cannot find package '${name}'");
    return next(name, context);
  }`;
  const url = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
  const register = `import Module, { register } from 'node:module';
    register(${JSON.stringify(url(hook))});
    const find = Module._resolveFilename;
    Module._resolveFilename = (name, ...more) => {
      if (\`\${name}/\`.startsWith('${name}/')) throw new Error("Cannot find package '${name}'");
      return find(name, ...more);
    };`;
  process.env['NODE_OPTIONS'] = `--import=${url(register)}`;
  try {
    return await action();
  } finally {
    delete process.env['NODE_OPTIONS'];
  }
}
