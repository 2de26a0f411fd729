// Where a Throughline that was started with these arguments is reached from this machine. The shop
// needs to know it; everything else about the options is the server's business.

const OTLP_HTTP_PORT = 4318;
const UI_PORT = 16686;
const SHOP_PORT = 8080;

/**
 * The value of an option given as "--name value" or "--name=value"; the last one counts.
 *
 * @param {readonly string[]} args
 * @param {string} name without dashes
 * @returns {string | undefined}
 */
export function optionValue(args, name) {
  let value;
  args.forEach((arg, index) => {
    if (arg === `--${name}`) value = args[index + 1];
    if (arg.startsWith(`--${name}=`)) value = arg.slice(name.length + 3);
  });
  return value;
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ otlp: string, ui: string, shopPort: number }} base URLs, and where a shop beside it opens
 */
export function endpoints(args, env = process.env) {
  /** @type {(name: string, otherwise: number) => number} */
  const option = (name, otherwise) => {
    const variable = `THROUGHLINE_${name.toUpperCase().replaceAll('-', '_')}`;
    return Number(optionValue(args, name) ?? env[variable] ?? otherwise);
  };
  const offset = option('port-offset', 0);
  return {
    otlp: `http://127.0.0.1:${option('otlp-http-port', OTLP_HTTP_PORT) + offset}`,
    ui: `http://127.0.0.1:${option('http-port', UI_PORT) + offset}`,
    shopPort: SHOP_PORT + offset,
  };
}

/**
 * The shop's arguments that lead it to a Throughline started with `args`; what is given already stays.
 *
 * @param {readonly string[]} args of Throughline
 * @param {readonly string[]} [given] of the shop
 * @returns {string[]}
 */
export function shopArguments(args, given = []) {
  const { otlp, ui, shopPort } = endpoints(args);
  const own = { otlp, ui, port: String(shopPort) };
  const missing = Object.entries(own).filter(([name]) => optionValue(given, name) === undefined);
  return [...given, ...missing.flatMap(([name, value]) => [`--${name}`, value])];
}
