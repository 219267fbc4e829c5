"""An inventory of hosts. Run: python3 inventory.py [port]

GET   /hosts                        all of them
GET   /hosts?zone=example.org.      those of a zone
GET   /hosts?name=a&name=b          those with these names, in any order; unknown names are left out
GET   /hosts/web1.example.org
PATCH /hosts/web1.example.org       {"owner_email": ..., "notes": ...}
"""

import sys

from quart import Quart, request

app = Quart(__name__)

hosts = {
    host["name"]: host
    for host in (
        {"name": "web1.example.org", "zone": "example.org.", "owner_email": "ada@example.org", "notes": None},
        {"name": "web2.example.org", "zone": "example.org.", "owner_email": "ada@example.org", "notes": "Spare."},
        {"name": "mail.example.net", "zone": "example.net.", "owner_email": "bruno@example.net", "notes": None},
    )
}


def not_found(name):
    return {"error": f"There is no host {name}."}, 404


@app.get("/hosts")
async def list_hosts():
    zone, names = request.args.get("zone"), request.args.getlist("name")
    return [
        host
        for host in hosts.values()
        if (zone is None or host["zone"] == zone) and (not names or host["name"] in names)
    ]


@app.get("/hosts/<name>")
async def read_host(name):
    return hosts[name] if name in hosts else not_found(name)


@app.patch("/hosts/<name>")
async def change_host(name):
    if name not in hosts:
        return not_found(name)
    changes = await request.get_json()
    if not isinstance(changes, dict) or not changes.keys() <= {"owner_email", "notes"}:
        return {"error": "Only owner_email and notes can be changed."}, 422
    hosts[name].update(changes)
    return hosts[name]


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]) if len(sys.argv) > 1 else 8080)
