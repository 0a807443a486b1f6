import Mocha from "mocha";

/** Mocha's usual one, which also says which tests had a second try, and why. */
class TellingRetries extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on("retry", (test: Mocha.Test, error: Error) => {
      console.log(`    failed, tried again: ${test.fullTitle()}\n${(error.stack ?? String(error)).replace(/^/gm, "      ")}`);
    });
  }
}

export { TellingRetries as "module.exports" };
