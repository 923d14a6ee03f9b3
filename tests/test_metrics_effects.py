"""What commands do to a system: which of them destroy something, and which only look."""

from __future__ import annotations

import pytest

from opslore.metrics import sql
from opslore.metrics.calls import calls
from opslore.metrics.effects import changes, destroys

DESTRUCTIVE = """
rm -rf /var/lib/app
rm -r --force "$dir"
sudo rm -Rf data
find /var/spool -mmin +120 -delete
find . -exec rm -rf {} +
dd if=/dev/zero of=/dev/sda bs=1M
mkfs.ext4 /dev/sdb1
wipefs -a /dev/sdb
kubectl delete pod web-0
kubectl -n shop --context prod delete deployment/web --wait=false
oc delete pvc data
kubectl replace --force -f x.yaml
helm uninstall shop
helm -n shop delete shop
terraform destroy -target=module.x
terraform apply -destroy
tofu state rm module.x
git push --force origin main
git push -f
git push origin +main
git push origin :old
docker system prune -af
docker volume rm data
docker compose down -v
aws s3 rm s3://bucket/x --recursive
aws s3 rb s3://bucket
aws ec2 terminate-instances --instance-ids i-1
aws --profile p rds delete-db-instance --db-instance-identifier x
gcloud compute instances delete web
az group delete --name x
gsutil -m rm -r gs://bucket
redis-cli -h cache FLUSHALL
redis-cli flushdb
echo FLUSHALL | redis-cli
kafka-topics.sh --bootstrap-server b:9092 --delete --topic x
kafka-consumer-groups --group g --reset-offsets --to-latest --execute --topic t
rabbitmqctl purge_queue jobs
etcdctl del --prefix /x
dropdb shop
psql -c 'DROP TABLE orders'
psql -h db -c "truncate table orders;"
psql <<SQL\\nDELETE FROM orders;\\nSQL
echo 'DROP DATABASE shop' | mysql
mysql -e "UPDATE users SET admin = 1"
cat <<EOF | psql\\nDROP SCHEMA x CASCADE;\\nEOF
mongosh --eval 'db.orders.deleteMany({})'
curl -X DELETE http://es:9200/index
curl -XDELETE http://es:9200/index
rsync -a --delete a/ b/
patronictl -c /etc/patroni.yml reinit shop db-2
pgbackrest --stanza=x --delta restore
kubectl exec db-0 -- psql -c 'DROP TABLE x'
ssh db 'sudo rm -rf /data'
"""
HARMLESS = """
rm -rf /tmp/build
rm -r "$TMPDIR"
rm notes.txt
kubectl delete pod web-0 --dry-run=client
kubectl get pods --show-labels | grep delete
kubectl explain delete
kubectl describe pod delete
terraform plan -destroy
terraform destroy --help
git push origin main
git push --tags
git branch -d old
echo rm -rf /
# rm -rf /
printf 'DROP TABLE x'
grep -r 'DROP TABLE' .
grep "rm -rf" history.log
aws s3 rm s3://bucket/x --recursive --dryrun
aws s3 ls
aws rds describe-db-instances
helm list
helm history delete
docker ps
docker compose down
redis-cli GET FLUSHED
redis-cli info
kafka-topics.sh --describe
kafka-consumer-groups --group g --reset-offsets --to-latest --dry-run
psql -c 'SELECT * FROM orders WHERE deleted'
psql -c "DELETE FROM orders WHERE id = 1"
psql -c "EXPLAIN DELETE FROM orders"
psql -c "SELECT 'DROP TABLE x'"
psql -c "SELECT 1 -- DROP TABLE x"
dd if=/dev/zero of=/dev/null
dd if=a of=b
curl http://x/delete
rsync -a --delete --dry-run a/ b/
man rm
git log --grep 'push --force'
mongosh --eval 'db.orders.deleteMany({id: 1})'
"""


@pytest.mark.parametrize("text", DESTRUCTIVE.strip().split("\n"))
def test_destructive(text):
    text = text.replace("\\n", "\n")
    assert [what for call in calls(text) if (what := destroys(call))], calls(text)
    assert any(changes(call) for call in calls(text))


@pytest.mark.parametrize("text", HARMLESS.strip().split("\n"))
def test_harmless(text):
    assert [what for call in calls(text) if (what := destroys(call))] == []


@pytest.mark.parametrize(
    "text, expected",
    [
        ("kubectl rollout restart deployment web", True),
        ("kubectl rollout status deployment web", False),
        ("kubectl argo rollouts abort web", True),
        ("kubectl scale deployment web --replicas 3", True),
        ("kubectl scale deployment web --replicas 3 --dry-run=server", False),
        ("kubectl get pods", False),
        ("kubectl create token x", False),
        ("systemctl restart chronyd", True),
        ("systemctl status chronyd", False),
        ("helm rollback web 3", True),
        ("aws rds reboot-db-instance --db-instance-identifier x", True),
        ("aws eks update-kubeconfig --name x", False),
        ("sed -i s/a/b/ x", True),
        ("sed -n 1p x", False),
        ("psql -c 'select pg_terminate_backend(42)'", True),
        ("psql -c 'create index concurrently i on t (a)'", True),
        ("psql -c 'select 1'", False),
        ("kafka-reassign-partitions --execute", True),
        ("kafka-reassign-partitions --verify", False),
        ("patronictl switchover", True),
        ("patronictl list", False),
        ("kill -0 42", False),
        ("kill 42", True),
        ("flagctl off x", False),  # an in-house tool is never accused
    ],
)
def test_changes(text, expected):
    assert any(changes(call) for call in calls(text)) is expected


@pytest.mark.parametrize(
    "text, what",
    [
        ("alter table a drop column b", "drops a column"),
        ("DROP INDEX i", None),
        ("ALTER TABLE a DETACH PARTITION b", None),
        ("update a set b = 1 where c", None),
        ("DELETE FROM a USING b WHERE c", None),
        ("/* DROP TABLE a */ SELECT 1", None),
        ("EXPLAIN ANALYZE DELETE FROM a", "deletes every row of a table"),
        ("", None),
    ],
)
def test_sql(text, what):
    assert sql.destroys(text) == what
