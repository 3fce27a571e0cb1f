"""ldap.py: a real slapd with 1,200 people and groups in groups, brought here and used to log in.

slapd has a configuration, a database and a certificate of its own in the test's folder, and listens on loopback only.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time

import httpx
from tls import BINARY, DATA, DEADLINE, FOLDER, Server
from town import PASSWORD, expect, expect_equal, run

BASE = "dc=ville,dc=example"
READER, SECRET = f"cn=creneau,{BASE}", "reader secret"
SLAPD = shutil.which("slapd") or "/usr/sbin/slapd"
PEOPLE = 1200


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certificate(name):
    """A self-signed certificate for 127.0.0.1: of `localhost` libldap makes the machine's own name."""
    paths = [os.path.join(FOLDER, f"{name}.{kind}.pem") for kind in ("cert", "key")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=slapd"]
        + ["-addext", "subjectAltName=IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1]],
        check=True,
        capture_output=True,
        timeout=DEADLINE,
    )
    return paths


def person(uid, name, password=None, **attributes):
    lines = [f"dn: uid={uid},ou=people,{BASE}", "objectClass: inetOrgPerson", f"uid: {uid}", f"cn: {name}"]
    lines += [f"sn: {name.split()[-1]}"] + [f"userPassword: {password}" for _ in [1] if password]
    return "\n".join(lines + [f"{key}: {value}" for key, value in attributes.items()]) + "\n"


def group(name, *members, **attributes):
    lines = [f"dn: cn={name},ou=groups,{BASE}", "objectClass: groupOfNames", f"cn: {name}"]
    lines += [f"{key}: {value}" for key, value in attributes.items()]
    return "\n".join(lines + [f"member: {member}" for member in members]) + "\n"


def uid(name):
    return f"uid={name},ou=people,{BASE}"


def cn(name):
    return f"cn={name},ou=groups,{BASE}"


def entries():
    yield f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: Ville\ndc: ville\n"
    for unit in ("people", "groups"):
        yield f"dn: ou={unit},{BASE}\nobjectClass: organizationalUnit\nou: {unit}\n"
    yield f"dn: {READER}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: creneau\nuserPassword: {SECRET}\n"
    yield person("agnes", "Agnes Durand", "agnes secret", mail="Agnes.Durand@annuaire.example", departmentNumber="Voirie")
    yield person("basile", "Basile Roy", "basile secret", mail="basile@annuaire.example")
    yield person("chloe", "Chloe (Paris) *", "chloe secret", mail="chloe@annuaire.example")
    # Whoever can make such an entry must not become the administrator here, nor take somebody's address.
    yield person("admin", "Somebody Else", "evil secret", mail="other@annuaire.example")
    yield person("thief", "A Thief", "thief secret", mail="camille.martin@ville.example")
    yield person("no#slug", "No Slug", "x")
    for number in range(PEOPLE):
        yield person(f"agent{number}", f"Agent {number}", mail=f"agent{number}@annuaire.example")
    # A member-of chain with a cycle: voirie > chantiers > nuit > voirie.
    yield group("voirie", uid("agnes"), cn("chantiers"))
    yield group("chantiers", cn("nuit"))
    yield group("nuit", uid("basile").upper().replace("UID=", "uid = "), cn("voirie"), uid("gone"))


class Slapd:
    def __init__(self):
        self.folder = os.path.join(FOLDER, "slapd")
        os.makedirs(os.path.join(self.folder, "db"))
        self.certificate, key = certificate("slapd")
        self.config = os.path.join(self.folder, "slapd.conf")
        schemas = "".join(f"include /etc/ldap/schema/{name}.schema\n" for name in ("core", "cosine", "inetorgperson"))
        with open(self.config, "w") as file:
            file.write(
                f"{schemas}modulepath /usr/lib/ldap\nmoduleload back_mdb\npidfile {self.folder}/pid\n"
                f"TLSCertificateFile {self.certificate}\nTLSCertificateKeyFile {key}\nsecurity simple_bind=128\n"
                f'database mdb\nsuffix "{BASE}"\ndirectory {self.folder}/db\nsizelimit size.soft=500 size.hard=500\n'
                f'limits dn.exact="{READER}" size.soft=500 size.hard=500 size.prtotal=unlimited\n'
                f'access to attrs=userPassword by anonymous auth by * none\naccess to * by dn.exact="{READER}" read by * none\n'
                f'rootdn "cn=root,{BASE}"\nrootpw root\n'
            )
        loaded = os.path.join(self.folder, "town.ldif")
        with open(loaded, "w") as file:
            file.write("\n".join(entries()))
        slapadd = shutil.which("slapadd") or "/usr/sbin/slapadd"
        done = subprocess.run([slapadd, "-q", "-f", self.config, "-l", loaded], capture_output=True, text=True, timeout=DEADLINE)
        expect_equal(done.returncode, 0, f"slapadd: {done.stderr}")
        self.port, self.secure_port = free_port(), free_port()
        self.start()

    def start(self):
        urls = f"ldap://127.0.0.1:{self.port}/ ldap://127.0.0.2:{self.port}/ ldaps://127.0.0.1:{self.secure_port}/"
        self.process = subprocess.Popen(
            [SLAPD, "-f", self.config, "-h", urls, "-d", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + DEADLINE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                expect(self.process.poll() is None and time.monotonic() < end, "slapd listens")
                time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(DEADLINE)

    def modify(self, text):
        done = subprocess.run(
            ["ldapmodify", "-x", "-ZZ", "-H", f"ldap://127.0.0.1:{self.port}", "-D", f"cn=root,{BASE}", "-w", "root"],
            input=text,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            env=dict(os.environ, LDAPTLS_CACERT=self.certificate),
        )
        expect_equal(done.returncode, 0, f"ldapmodify: {done.stderr}")


def options(slapd, **changes):
    named = {
        "url": f"ldap://127.0.0.1:{slapd.port}",
        "authorities": slapd.certificate,
        "bind_dn": READER,
        "bind_password": SECRET,
        "people_base": f"ou=people,{BASE}",
        "groups_base": f"ou=groups,{BASE}",
        **changes,
    }
    return {f"CRENEAU_LDAP_{name.upper()}": value for name, value in named.items()}


def creneau(*words, status=0):
    done = subprocess.run([BINARY, *words, "--data", DATA], capture_output=True, text=True, timeout=300)
    expect_equal(done.returncode, status, f"creneau {' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout if status == 0 else done.stderr


def sync(*words):
    return json.loads(creneau("person", "sync", "--json", *words))


def status(server, user, password):
    return httpx.get(f"http://127.0.0.1:{server.port}/api/v1/me", auth=(user, password), timeout=300).status_code


def first(slapd):
    server = Server(**options(slapd))
    sync()
    told = sync("--dry-run")
    expect_equal((told["created"], told["changed"], told["groups"]), ([], [], []), "all is here already")
    expect_equal(told["conflicts"], ["admin", "thief"], "who is not taken")
    expect_equal(len(told["unusable"]), 1, f"an entry without a usable id: {told['unusable']}")
    admin = httpx.Client(base_url=f"http://127.0.0.1:{server.port}/api/v1", auth=("admin", PASSWORD), timeout=60)
    groups = {each["id"]: each["members"] for each in admin.get("/groups").json()["groups"]}
    for name in ("voirie", "chantiers", "nuit"):
        expect_equal(sorted(groups[name]), ["agnes", "basile"], f"members of {name}, in groups and in a cycle")
    found = admin.get("/people", params={"text": "agent1199"}).json()["people"]
    expect_equal([each["id"] for each in found], ["agent1199"], "beyond the first page of the search")
    logins(server)
    server.stop()
    return server


def logins(server):
    for user, password, wanted in (
        ("agnes", "agnes secret", 200),
        ("Agnes.Durand@annuaire.example", "agnes secret", 200),
        ("agnes", "wrong secret", 401),
        ("agnes", "", 401),
        ("agnes", "basile secret", 401),
        ("basile", "basile secret", 200),
        ("*", "agnes secret", 401),
        ("agnes)(uid=*", "agnes secret", 401),
        ("admin", "evil secret", 401),
        ("admin", PASSWORD, 200),
        ("thief", "thief secret", 401),
        ("camille.martin", PASSWORD, 200),
    ):
        expect_equal(status(server, user, password), wanted, f"{user!r} with {password!r}")
    expect_equal(status(server, "agnes", app_password()), 200, "an app password of somebody from the directory")


def app_password():
    return json.loads(creneau("token", "create", "--person", "agnes", "--app-password", "--json"))["secret"]


def renamed(slapd):
    """Somebody marries: the login name and the DN are others, the person, their id and their app password are not."""
    server = Server(**options(slapd))
    sync()
    secret = app_password()
    dn = uid("agnes")
    slapd.modify(f"dn: {dn}\nchangetype: modrdn\nnewrdn: uid=agnes.roy\ndeleteoldrdn: 1\n")
    told = sync()
    expect_equal((told["created"], told["changed"], told["disabled"]), ([], ["agnes"], []), f"a new login name: {told}")
    for user, password, wanted in (
        ("agnes.roy", "agnes secret", 200),
        ("agnes", "agnes secret", 200),
        ("agnes.roy", "basile secret", 401),
        ("agnes", secret, 200),
        ("agnes.roy", secret, 200),
    ):
        expect_equal(status(server, user, password), wanted, f"{user!r} after the new name")
    answer = httpx.get(f"http://127.0.0.1:{server.port}/api/v1/me", auth=("agnes.roy", "agnes secret"), timeout=300)
    expect_equal(answer.json()["id"], "agnes", "the same person")
    # Who comes new and has the name that was given away is somebody else.
    slapd.modify(person("agnes", "Agnes Another", "another secret", mail="agnes2@annuaire.example").replace("\n", "\nchangetype: add\n", 1))
    expect("agnes" in sync()["conflicts"], "the name is taken here")
    expect_equal(status(server, "agnes", "another secret"), 401, "and opens nobody's account")
    slapd.modify(f"dn: {dn}\nchangetype: delete\n\ndn: uid=agnes.roy,ou=people,{BASE}\nchangetype: modrdn\nnewrdn: uid=agnes\ndeleteoldrdn: 1\n")
    sync()
    expect_equal(status(server, "agnes", "agnes secret"), 200, "the old name again")
    server.stop()


def changes(slapd):
    slapd.modify(
        f"dn: {uid('agnes')}\nchangetype: modify\nreplace: cn\ncn: Agnes Durand-Roy\n\n"
        f"dn: {uid('basile')}\nchangetype: delete\n\n"
        f"dn: {cn('nuit')}\nchangetype: modify\nadd: member\nmember: {uid('chloe')}\n"
    )
    server = Server(**options(slapd, url=f"ldaps://127.0.0.1:{slapd.secure_port}"))
    sync()
    expect_equal(status(server, "basile", "basile secret"), 401, "somebody who vanished")
    admin = httpx.Client(base_url=f"http://127.0.0.1:{server.port}/api/v1", auth=("admin", PASSWORD), timeout=60)
    expect_equal(admin.get("/people/agnes").json()["name"], "Agnes Durand-Roy", "the new name")
    groups = {each["id"]: each["members"] for each in admin.get("/groups").json()["groups"]}
    expect_equal(sorted(groups["voirie"]), ["agnes", "chloe"], "the new members")
    report = json.loads(creneau("audit", "verify", "--json"))
    expect(report["whole"], "the audit is whole")
    server.stop()
    # A filter that finds nobody any more: 1,200 people do not vanish in one night.
    server = Server(**options(slapd, people_filter="(objectClass=device)"))
    told = sync("--dry-run")
    expect(told["refused"] and len(told["disabled"]) > PEOPLE, "too many vanished")
    expect("--accept-many-vanished" in creneau("person", "sync", status=1), "nothing is done, and why")
    expect_equal(status(server, "agnes", "agnes secret"), 200, "everybody is still here")
    server.stop()


def refusals(slapd):
    """Without a certificate that is trusted, or without an answer, nobody from there is let in."""
    other, _ = certificate("other")
    for what, how in {
        "another authority": {"authorities": other},
        "another name": {"url": f"ldap://127.0.0.2:{slapd.port}"},
        "a wrong password of ours": {"bind_password": "wrong"},
    }.items():
        server = Server(**options(slapd, **how))
        creneau("person", "sync", status=1)
        wanted = 200 if "ours" in what else 503
        expect_equal(status(server, "agnes", "agnes secret"), wanted, f"a login with {what}")
        expect("secret" not in server.said(), "no password in the log")
        server.stop()
    server = Server(**options(slapd))
    secret = app_password()
    slapd.stop()
    url = f"http://127.0.0.1:{server.port}"
    answer = httpx.get(url + "/api/v1/me", auth=("agnes", "agnes secret"), timeout=300)
    expect_equal(answer.status_code, 503, "while the directory is away")
    told = answer.json()
    expect_equal(told["type"], "urn:creneau:problem:identity-source-unreachable", "why")
    expect("annuaire" in told["detail"] and "mots de passe d’application" in told["detail"], f"who is away: {told}")
    answer = httpx.request("PROPFIND", url + "/dav/", auth=("agnes", "agnes secret"), timeout=300)
    expect(answer.status_code == 503 and "annuaire" in answer.text, f"by a calendar client: {answer.text}")
    expect_equal(status(server, "agnes", secret), 200, "app passwords go on")
    answer = httpx.request("PROPFIND", url + "/dav/", auth=("agnes", secret), headers={"Depth": "0"}, timeout=300)
    expect_equal(answer.status_code, 207, "for calendar clients as well")
    told = creneau("person", "sync", status=1)
    expect("annuaire" in told or "directory server" in told, f"and who asks for people is told: {told}")
    expect_equal(status(server, "camille.martin", PASSWORD), 200, "accounts of this server go on")
    server.stop()


def main():
    slapd = Slapd()
    try:
        first(slapd)
        renamed(slapd)
        changes(slapd)
        refusals(slapd)
    finally:
        slapd.process.kill()


if __name__ == "__main__":
    run(main, 180)
