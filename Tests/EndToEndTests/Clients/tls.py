"""tls.py: the server's edge: certificates that change while it runs, HTTP/2, old protocols, and which proxies are believed.

openssl makes the certificates; curl speaks HTTP/2; python's ssl speaks HTTP/1.1 and tries what is too old.
"""

import base64
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import time

from town import PASSWORD, expect, expect_equal, run

BINARY, DATA, TOWN_HALL = (os.environ[name] for name in ("CRENEAU_BINARY", "CRENEAU_DATA", "CRENEAU_TOWN_HALL"))
FOLDER = os.path.dirname(DATA)
CERTIFICATE, KEY = os.path.join(FOLDER, "cert.pem"), os.path.join(FOLDER, "key.pem")
DEADLINE = 60


def certificate(name, certificate_file=CERTIFICATE, key_file=KEY, days=30):
    """A self-signed certificate for 127.0.0.1, written beside its place and moved there, as ACME clients do."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", str(days)]
        + ["-keyout", key_file + ".new", "-out", certificate_file + ".new", "-subj", f"/CN={name}"]
        + ["-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
        timeout=DEADLINE,
    )
    os.replace(key_file + ".new", key_file)
    os.replace(certificate_file + ".new", certificate_file)


class Server:
    """`creneau serve` with options from the environment."""

    def __init__(self, **options):
        self.log_path = os.path.join(FOLDER, "serve.log")
        self.log = open(self.log_path, "ab")
        environment = dict(os.environ, **options)
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", DATA, "--listen", "127.0.0.1:0", "--from", TOWN_HALL],
            stdout=subprocess.PIPE,
            stderr=self.log,
            stdin=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        line = self.process.stdout.readline()
        expect("127.0.0.1:" in line, f"creneau did not start: {line}{self.said()[-2000:]}")
        self.port = int(line.strip().rstrip("/").rsplit(":", 1)[1])
        self.is_secure = "https://" in line

    def said(self):
        with open(self.log_path) as file:
            return file.read()

    def says(self, text):
        """Waits until the log has it; there is no other sign that a signal was handled."""
        end = time.monotonic() + DEADLINE
        while text not in self.said():
            expect(time.monotonic() < end, f"the log does not say {text!r}: {self.said()[-2000:]}")
            time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(DEADLINE)
        self.log.close()


def shown(port):
    """The common name of the certificate that a new connection is shown."""
    context = ssl.create_default_context(cafile=CERTIFICATE + ".all")
    context.check_hostname = False
    with socket.create_connection(("127.0.0.1", port), DEADLINE) as plain:
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as secure:
            return dict(pair for part in secure.getpeercert()["subject"] for pair in part)["commonName"]


def trust():
    """Adds the present certificate to those that the clients trust."""
    with open(CERTIFICATE) as one, open(CERTIFICATE + ".all", "a") as every:
        every.write(one.read())


def curl(port, *words):
    done = subprocess.run(
        ["curl", "--silent", "--show-error", "--max-time", "30", "--cacert", CERTIFICATE + ".all", "--include", *words]
        + [f"https://127.0.0.1:{port}/api/v1/resources"],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    expect_equal(done.returncode, 0, f"curl {words}: {done.stderr}")
    head, _, body = done.stdout.replace("\r", "").partition("\n\n")
    return head, body


def protocols(port):
    secret = ["--user", f"camille.martin:{PASSWORD}"]
    for flag, version in (("--http2", "HTTP/2 200"), ("--http1.1", "HTTP/1.1 200")):
        for words in (["--tlsv1.2", "--tls-max", "1.2"], ["--tlsv1.3"]):
            head, body = curl(port, flag, *words, *secret)
            expect(head.startswith(version), f"{flag} {words}: {head}")
            expect(json.loads(body)["resources"], "the rooms are listed")
            expect("strict-transport-security" in head.lower(), f"HSTS over TLS: {head}")
    head, _ = curl(port, "--http2", "--user", "camille.martin:wrong")
    expect(head.startswith("HTTP/2 401"), f"a wrong password over HTTP/2: {head}")
    many = [word for number in range(120) for word in ("--header", f"x-{number}: 1")]
    head, _ = curl(port, "--http2", *secret, *many)
    expect(head.startswith("HTTP/2 431"), f"too many fields over HTTP/2: {head}")
    head, body = curl(port, "--http2", *secret, "--header", "Content-Type: application/json", "--data-binary", "@" + big())
    expect(head.startswith("HTTP/2 413") or head.startswith("HTTP/2 405"), f"a body that is too long: {head} {body[:300]}")
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    try:
        with socket.create_connection(("127.0.0.1", port), DEADLINE) as plain:
            old.wrap_socket(plain)
    except (ssl.SSLError, OSError):
        pass
    else:
        expect(False, "TLS 1.1 is refused")
    with socket.create_connection(("127.0.0.1", port), DEADLINE) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        plain.settimeout(DEADLINE)
        answer = plain.recv(1000)
        expect(not answer.startswith(b"HTTP/"), f"plain HTTP on the TLS port: {answer!r}")


def big():
    path = os.path.join(FOLDER, "big")
    with open(path, "wb") as file:
        file.truncate(10 * 1024 * 1024 + 1)
    return path


def reloading(server):
    expect_equal(shown(server.port), "first", "the certificate at the start")
    certificate("second")
    trust()
    server.process.send_signal(signal.SIGHUP)
    server.says("the certificate has been read again")
    expect_equal(shown(server.port), "second", "the certificate after SIGHUP")
    with open(KEY, "w") as file:
        file.write("-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n")
    server.process.send_signal(signal.SIGHUP)
    server.says("the new certificate cannot be used, the one before stays")
    expect_equal(shown(server.port), "second", "a bad key leaves the certificate")
    expect("nonsense" not in server.said(), "no key in the log")
    certificate("other", certificate_file=CERTIFICATE + ".other")
    server.process.send_signal(signal.SIGHUP)
    server.says("does not belong to the certificate")
    expect_equal(shown(server.port), "second", "another certificate's key leaves the certificate")
    certificate("third")
    trust()
    server.process.send_signal(signal.SIGHUP)
    end = time.monotonic() + DEADLINE
    while shown(server.port) != "third":
        expect(time.monotonic() < end, "the third certificate is shown")
        time.sleep(0.05)


def over_tls():
    certificate("first")
    trust()
    options = {"CRENEAU_TLS_CERTIFICATE": CERTIFICATE, "CRENEAU_TLS_KEY": KEY}
    server = Server(**options)
    expect(server.is_secure, "the address that is announced is https")
    protocols(server.port)
    reloading(server)
    server.stop()
    done = subprocess.run(
        [BINARY, "serve", "--data", DATA, "--listen", "127.0.0.1:0"],
        env=dict(os.environ, CRENEAU_TLS_CERTIFICATE=CERTIFICATE),
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    expect_equal(done.returncode, 1, "a certificate without its key")
    expect("tls.key" in done.stderr, f"the refusal names the option: {done.stderr}")


def get(port, path, **fields):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
    code = base64.b64encode(f"admin:{fields.pop('password', PASSWORD)}".encode()).decode()
    headers = {"Authorization": f"Basic {code}", **{name.replace("_", "-"): text for name, text in fields.items()}}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def behind_proxies():
    room = "/api/v1/resources/salle-jaures"
    server = Server()
    status, body = get(server.port, room, X_Forwarded_Proto="https", X_Forwarded_Host="liar.example")
    expect_equal(status, 200, "a request that claims a proxy")
    expect("liar.example" not in body and "https://" not in body, f"an unknown proxy is not believed: {body}")
    server.stop()
    server = Server(CRENEAU_PROXIES_TRUSTED="127.0.0.0/8")
    told = {"X_Forwarded_For": "198.51.100.7", "X_Forwarded_Proto": "https", "X_Forwarded_Host": "salles.ville.example"}
    status, body = get(server.port, room, **told)
    expect_equal(status, 200, "a password that came over TLS to the proxy")
    expect("https://salles.ville.example/feeds/" in body, f"links are those that the proxy tells: {body}")
    status, _ = get(server.port, room, X_Forwarded_For="198.51.100.7", X_Forwarded_Proto="http")
    expect_equal(status, 403, "a password that came in the clear to the proxy")
    expect_equal(get(server.port, "/metrics", X_Forwarded_For="198.51.100.7")[0], 404, "metrics through the proxy")
    for number in range(11):
        get(server.port, room, password="wrong", **told)
    expect_equal(get(server.port, room, **told)[0], 429, "guesses from one network slow that network down")
    elsewhere = dict(told, X_Forwarded_For="203.0.113.9")
    expect_equal(get(server.port, room, **elsewhere)[0], 200, "and no other")
    lied = dict(told, X_Forwarded_For="203.0.113.9, 198.51.100.7")
    expect_equal(get(server.port, room, **lied)[0], 429, "whatever the client puts before")
    server.stop()


def main():
    over_tls()
    behind_proxies()


if __name__ == "__main__":
    run(main, 120)
