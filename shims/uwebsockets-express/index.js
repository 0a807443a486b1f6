export default function expressOnTheGamePort() {
  throw new Error("Express does not run on the game port: the web port serves it");
}
