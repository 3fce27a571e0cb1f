"""oidc.py: an OpenID provider of this program's own, and people who sign in by it and call the API with its tokens.

The provider is plain HTTP on this machine; openssl signs. What it says is changed for each case: other keys, other audiences,
other nonces, an answer that is late or missing.
"""

import base64
import hashlib
import http.server
import json
import os
import secrets
import subprocess
import threading
import time
import urllib.parse

import httpx
from tls import Server
from town import expect, expect_equal, run

FOLDER = os.path.dirname(os.environ["CRENEAU_DATA"])
CLIENT, SECRET, AUDIENCE = "creneau", "s3cret/+&=", "https://salles.ville.example"
ROOM = "/api/v1/resources/salle-jaures"


def b64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


class Key:
    """An RSA key in a file, and what the provider publishes of it."""

    def __init__(self, name):
        self.id, self.path = name, os.path.join(FOLDER, f"{name}.pem")
        openssl("genrsa", "-out", self.path, "2048")
        text = openssl("rsa", "-in", self.path, "-noout", "-modulus").decode().strip()
        modulus = bytes.fromhex(text.partition("=")[2])
        self.public = {"kty": "RSA", "kid": name, "use": "sig", "alg": "RS256", "n": b64(modulus), "e": "AQAB"}

    def sign(self, octets):
        return openssl("dgst", "-sha256", "-sign", self.path, input=octets)


def openssl(*words, input=None):
    return subprocess.run(["openssl", *words], input=input, capture_output=True, check=True, timeout=60).stdout


def token(key, claims, **header):
    head = {"alg": "RS256", "typ": "JWT", "kid": key.id, **header}
    text = b64(json.dumps(head).encode()) + "." + b64(json.dumps(claims).encode())
    return text + "." + b64(key.sign(text.encode()))


class Provider:
    """Discovery, keys, authorization, token and userinfo endpoints."""

    def __init__(self):
        self.keys, self.key = [], None
        self.asked, self.codes, self.person = {}, {}, "camille.martin"
        self.change_id_token, self.is_down, self.user_info = {}, False, None
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                provider.answer(self, None)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.answer(self, dict(urllib.parse.parse_qsl(body)))

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/realms/ville"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, handler, form):
        path, _, query = handler.path.partition("?")
        name = path.removeprefix("/realms/ville")
        self.asked[name] = self.asked.get(name, 0) + 1
        if self.is_down:
            return self.send(handler, 503, b"{}")
        if name == "/.well-known/openid-configuration":
            return self.send_json(handler, self.discovery())
        if name == "/keys":
            return self.send_json(handler, {"keys": [{"kty": "oct", "k": "AAAA", "kid": "shared"}, *self.keys]})
        if name == "/authorize":
            return self.authorize(handler, dict(urllib.parse.parse_qsl(query)))
        if name == "/token":
            return self.redeem(handler, form)
        if name == "/userinfo":
            return self.send(handler, 200, self.user_info.encode(), "application/jwt")
        return self.send(handler, 404, b"{}")

    def discovery(self):
        return {
            "issuer": self.url,
            "authorization_endpoint": self.url + "/authorize",
            "token_endpoint": self.url + "/token",
            "userinfo_endpoint": self.url + "/userinfo",
            "jwks_uri": self.url + "/keys",
        }

    def authorize(self, handler, asked):
        expect_equal(asked["client_id"], CLIENT, "client_id")
        expect_equal(asked["code_challenge_method"], "S256", "the PKCE method")
        expect("openid" in asked["scope"].split(), f"scope: {asked}")
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        query = urllib.parse.urlencode({"code": code, "state": asked["state"]})
        handler.send_response(302)
        handler.send_header("Location", asked["redirect_uri"] + "?" + query)
        handler.end_headers()

    def redeem(self, handler, form):
        asked = self.codes.pop(form["code"], None)
        pair = urllib.parse.quote(CLIENT, safe="") + ":" + urllib.parse.quote(SECRET, safe="")
        right = "Basic " + base64.b64encode(pair.encode()).decode()
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if not asked or handler.headers["Authorization"] != right or b64(verifier) != asked["code_challenge"]:
            return self.send(handler, 400, b'{"error":"invalid_grant"}')
        claims = {**self.claims(), "aud": CLIENT, "nonce": asked["nonce"], **self.change_id_token}
        claims = {name: value for name, value in claims.items() if value is not None}
        self.send_json(handler, {"token_type": "Bearer", "access_token": "a", "id_token": token(self.key, claims)})

    def claims(self, **changes):
        now = int(time.time())
        claims = {"iss": self.url, "sub": "42", "aud": AUDIENCE, "iat": now, "exp": now + 300}
        return {**claims, "preferred_username": self.person, **changes}

    def send_json(self, handler, document):
        self.send(handler, 200, json.dumps(document).encode())

    def send(self, handler, status, body, kind="application/json"):
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


def bearers(url, provider):
    def get(text, path=ROOM):
        return httpx.get(url + path, headers={"Authorization": f"Bearer {text}"}).status_code

    old, new = Key("old"), Key("new")
    provider.keys, provider.key = [old.public], old
    expect_equal(get(token(old, provider.claims())), 200, "a token of the issuer")
    expect_equal(get(token(old, provider.claims(preferred_username="Camille.Martin@ville.example"))), 200, "by address")
    for _ in range(5):
        get(token(old, provider.claims()))
    expect_equal(provider.asked["/keys"], 1, "the keys are kept")
    expect_equal(get(token(new, provider.claims())), 401, "a key that the issuer does not publish")
    now = int(time.time())
    wrong = {
        "another issuer": {"iss": provider.url + "/"},
        "another audience": {"aud": "other"},
        "no audience": {"aud": None},
        "expired": {"exp": now - 120},
        "no expiry": {"exp": None},
        "expiry that is no number": {"exp": "9999999999"},
        "not yet": {"nbf": now + 600},
        "made in the future": {"iat": now + 600},
        "nobody here": {"preferred_username": "nobody"},
        "no name": {"preferred_username": None},
    }
    for what, changes in wrong.items():
        claims = {name: value for name, value in provider.claims(**changes).items() if value is not None}
        expect_equal(get(token(old, claims)), 401, what)
    good = token(old, provider.claims())
    head, body, signature = good.split(".")
    for what, text in {
        "unsigned": b64(b'{"alg":"none"}') + f".{body}.",
        "unsigned with a signature": b64(b'{"alg":"none"}') + f".{body}.{signature}",
        "a shared secret": b64(b'{"alg":"HS256","kid":"shared"}') + f".{body}.{signature}",
        "another algorithm of the same key": token(old, provider.claims(), alg="RS512"),
        "an unknown extension": token(old, provider.claims(), crit=["b64"]),
        "changed claims": f"{head}.{b64(json.dumps(provider.claims(preferred_username='admin')).encode())}.{signature}",
        "cut": good[:-20],
        "too long": good + "A" * 20_000,
    }.items():
        expect_equal(get(text), 401, what)
    scoped = token(old, provider.claims(scope="openid freebusy:read"))
    expect_equal(get(scoped, "/api/v1/bookings?from=2027-01-01T00:00:00Z&to=2027-01-02T00:00:00Z"), 403, "a narrow scope")
    administrator = provider.claims(preferred_username="admin")
    expect_equal(get(token(old, administrator), "/api/v1/policies"), 403, "what no scope names is not granted")
    wide = token(old, {**administrator, "scope": "resources:admin"})
    expect_equal(get(wide, "/api/v1/policies"), 200, "and what one names is")
    return old, new


class Browser:
    """Follows redirects by hand and keeps cookies as RFC 6265 asks, and __Host- ones too on this machine."""

    def __init__(self, url):
        self.url, self.cookies = url, {}

    def request(self, method, path, **headers):
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        address = path if path.startswith("http") else self.url + path
        answer = httpx.request(method, address, headers={name.replace("_", "-"): text for name, text in headers.items()})
        if address.startswith(self.url):
            for field in answer.headers.get_list("Set-Cookie"):
                pair, *attributes = field.split("; ")
                for wanted in ("Path=/", "Secure", "HttpOnly", "SameSite=Lax"):
                    expect(wanted in attributes, f"{wanted}: {field}")
                name, _, value = pair.partition("=")
                expect(name.startswith("__Host-"), f"the cookie's name: {field}")
                if "Max-Age=0" in attributes:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = value
        return answer

    def to_callback(self, back="/salles"):
        """The address that the provider sends the browser back to."""
        start = self.request("GET", "/sign-in?return=" + urllib.parse.quote(back, safe=""))
        expect_equal(start.status_code, 303, f"sign-in: {start.text}")
        return httpx.get(start.headers["Location"]).headers["Location"]

    def sign_in(self, back="/salles"):
        return self.request("GET", self.to_callback(back))


def browsers(url, provider):
    camille = Browser(url)
    expect_equal(camille.request("GET", "/session").status_code, 401, "no session yet")
    done = camille.sign_in()
    expect_equal((done.status_code, done.headers.get("Location")), (303, "/salles"), f"signed in: {done.text}")
    shown = camille.request("GET", "/session").json()
    expect_equal(shown["person"], "camille.martin", "who is signed in")
    expect_equal(camille.request("GET", ROOM).status_code, 200, "the session reads")
    expect_equal(camille.request("POST", "/api/v1/bookings").status_code, 403, "a change without the session's token")
    own = {"X_CSRF_Token": shown["csrfToken"]}
    expect_equal(camille.request("POST", "/api/v1/bookings", **own, Origin="https://evil.example").status_code, 403, "foreign")
    answer = camille.request("POST", "/api/v1/bookings", **own, Origin=url)
    expect(answer.status_code in (400, 415, 422), f"with the token the request itself is looked at: {answer.text}")
    first = dict(camille.cookies)
    camille.sign_in()
    expect(camille.cookies != first, "signing in again makes a new session")
    stale = Browser(url)
    stale.cookies = first
    expect_equal(stale.request("GET", "/session").status_code, 401, "the session before is over")
    shown = camille.request("GET", "/session").json()
    expect_equal(camille.request("POST", "/sign-out").status_code, 403, "signing out needs the token")
    kept = dict(camille.cookies)
    expect_equal(camille.request("POST", "/sign-out", X_CSRF_Token=shown["csrfToken"]).status_code, 204, "signed out")
    camille.cookies = kept
    expect_equal(camille.request("GET", ROOM).status_code, 401, "a session that was ended")
    for back in ("//evil.example", "https://evil.example/", "/\\evil.example", "salles", "/a\r\nb"):
        done = Browser(url).sign_in(back)
        expect_equal(done.headers.get("Location"), "/", f"a way back to elsewhere: {back!r}")


def refusals(url, provider, other):
    thief, victim = Browser(url), Browser(url)
    address = thief.to_callback()
    victim.to_callback()
    expect_equal(victim.request("GET", address).status_code, 400, "a sign-in that another browser began")
    expect_equal(thief.request("GET", address).status_code, 400, "and it is over for both")
    again = Browser(url)
    address = again.to_callback()
    cookies = dict(again.cookies)
    expect_equal(again.request("GET", address).status_code, 303, "once")
    again.cookies.update(cookies)
    expect_equal(again.request("GET", address).status_code, 400, "and not twice")
    expect_equal(Browser(url).request("GET", "/sign-in/callback?code=a&state=b").status_code, 400, "out of nothing")
    now = int(time.time())
    for what, changes in {
        "another nonce": {"nonce": "x"},
        "no nonce": {"nonce": None},
        "for another client": {"aud": "other"},
        "for several clients": {"aud": [CLIENT, "other"]},
        "asked by another client": {"azp": "other"},
        "another issuer": {"iss": "https://evil.example"},
        "expired": {"exp": now - 120},
        "nobody here": {"preferred_username": "nobody"},
    }.items():
        provider.change_id_token = changes
        browser = Browser(url)
        expect_equal(browser.sign_in().status_code, 403, what)
        expect("__Host-creneau" not in browser.cookies, f"no session: {what}")
    # The provider names nobody in its token, and signs what it tells besides.
    provider.change_id_token = {"preferred_username": None}
    told = provider.claims(aud=CLIENT, email="bruno.petit@ville.example", preferred_username=None)
    del told["preferred_username"]
    provider.user_info = token(provider.key, told)
    browser = Browser(url)
    expect_equal(browser.sign_in().status_code, 303, "by signed userinfo")
    expect_equal(browser.request("GET", "/session").json()["person"], "bruno.petit", "the address counts")
    for what, changes, key in (
        ("of somebody else", {"sub": "43"}, provider.key),
        ("signed by another", {}, other),
        ("an address that is not verified", {"email_verified": False}, provider.key),
    ):
        provider.user_info = token(key, {**told, **changes})
        expect_equal(Browser(url).sign_in().status_code, 403, f"userinfo {what}")
    provider.change_id_token = {}


def administrators(url, provider):
    provider.change_id_token = {"realm_access": {"roles": ["creneau-admin"]}}
    browser = Browser(url)
    browser.sign_in()
    expect_equal(browser.request("GET", "/api/v1/people/bruno.petit/delegates").status_code, 200, "an administrator by role")
    provider.change_id_token = {}
    browser = Browser(url)
    browser.sign_in()
    expect(browser.request("GET", "/api/v1/people/bruno.petit/delegates").status_code in (403, 404), "without the role")


def away(provider, options):
    """A server that has never seen the provider: tokens are to be tried again later, passwords go on."""
    server = Server(**options)
    url = f"http://127.0.0.1:{server.port}"
    text = token(provider.key, provider.claims())
    provider.is_down = True
    answer = httpx.get(url + ROOM, headers={"Authorization": f"Bearer {text}"})
    expect_equal(answer.status_code, 503, "a token while the provider is away")
    told = answer.json()
    expect_equal(told["type"], "urn:creneau:problem:identity-source-unreachable", "why")
    expect("service de connexion" in told["detail"] and answer.headers["Retry-After"] == "30", f"who is away: {told}")
    expect_equal(httpx.get(url + "/sign-in").status_code, 503, "signing in while the provider is away")
    expect_equal(httpx.get(url + ROOM, auth=("camille.martin", "demo-creneau")).status_code, 200, "a password")
    before = provider.asked["/.well-known/openid-configuration"]
    for _ in range(20):
        httpx.get(url + ROOM, headers={"Authorization": f"Bearer {token(provider.key, provider.claims())}"})
    expect_equal(provider.asked["/.well-known/openid-configuration"], before, "nobody makes the server ask more often")
    provider.is_down = False
    expect(SECRET not in server.said() and text not in server.said(), "no secret in the log")
    server.stop()


def main():
    provider = Provider()
    options = {
        "CRENEAU_OIDC_ISSUER": provider.url,
        "CRENEAU_OIDC_AUDIENCES": AUDIENCE,
        "CRENEAU_OIDC_CLIENT_ID": CLIENT,
        "CRENEAU_OIDC_CLIENT_SECRET": SECRET,
        "CRENEAU_OIDC_GROUPS_CLAIM": "realm_access.roles",
        "CRENEAU_OIDC_ADMINISTRATORS": "creneau-admin",
    }
    server = Server(**options)
    url = f"http://127.0.0.1:{server.port}"
    _, other = bearers(url, provider)
    browsers(url, provider)
    refusals(url, provider, other)
    administrators(url, provider)
    server.stop()
    away(provider, options)


if __name__ == "__main__":
    run(main, 180)
