# A dump that was cut off keeps its other name, and never takes the place of a good one.
pg_dump --format=custom --file=/dumps/new.part
mv /dumps/new.part "/dumps/authentik-$(date -u +%Y%m%d-%H%M%S).dump"
ls -1t /dumps/*.dump | tail -n +"$((KEEP + 1))" | xargs -r rm --
